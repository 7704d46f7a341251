package docstest

import (
	"go/ast"
)

// Documents returns the keys of each schema's document: those of the structs that
// the code creates with that schema, and of everything that they contain.
func (s *Source) Documents() map[string]map[string]bool {
	docs := map[string]map[string]bool{}
	for schema, roots := range s.roots() {
		keys := map[string]bool{}
		seen := map[ast.Expr]bool{}
		for _, root := range append(roots, s.around(roots)...) {
			s.reach(root, keys, seen)
		}
		docs[schema] = keys
	}
	return docs
}

// roots finds the structs whose field Schema the code sets, by schema: in
// T{Schema: …}, in T{…, …} if schema is the first field, and in x.Schema = … if x is a
// parameter, a receiver or a result.
func (s *Source) roots() map[string][]declared {
	found := map[string][]declared{}
	add := func(f *file, value, of ast.Expr) {
		if schema := s.text(f, value); of != nil && isSchema(schema) {
			found[schema] = append(found[schema], declared{of, f})
		}
	}
	s.each(nil, func(f *file, n ast.Node) {
		switch x := n.(type) {
		case *ast.CompositeLit:
			for i, e := range x.Elts {
				if pair, ok := e.(*ast.KeyValueExpr); ok {
					if name, ok := pair.Key.(*ast.Ident); ok && name.Name == "Schema" {
						add(f, pair.Value, x.Type)
					}
				} else if i == 0 && x.Type != nil && s.beginsWithSchema(declared{x.Type, f}) {
					add(f, e, x.Type)
				}
			}
		case *ast.FuncDecl:
			types := parameters(x)
			ast.Inspect(x, func(n ast.Node) bool {
				if assign, ok := n.(*ast.AssignStmt); ok && len(assign.Lhs) == len(assign.Rhs) {
					for i, left := range assign.Lhs {
						field, ok := left.(*ast.SelectorExpr)
						if !ok || field.Sel.Name != "Schema" {
							continue
						}
						if name, ok := field.X.(*ast.Ident); ok {
							add(f, assign.Rhs[i], types[name.Name])
						}
					}
				}
				return true
			})
		}
	})
	return found
}

func isSchema(text string) bool { return text != "" && schemaPattern.FindString(text) == text }

// parameters returns the types of a function's receiver, parameters and results.
func parameters(f *ast.FuncDecl) map[string]ast.Expr {
	types := map[string]ast.Expr{}
	for _, list := range []*ast.FieldList{f.Recv, f.Type.Params, f.Type.Results} {
		if list == nil {
			continue
		}
		for _, field := range list.List {
			for _, name := range field.Names {
				types[name.Name] = field.Type
			}
		}
	}
	return types
}

// text returns the value of a string literal or constant.
func (s *Source) text(f *file, e ast.Expr) string {
	switch x := e.(type) {
	case *ast.BasicLit:
		text, _ := unquoted(x)
		return text
	case *ast.Ident:
		return f.in.consts[x.Name]
	case *ast.SelectorExpr:
		if name, ok := x.X.(*ast.Ident); ok {
			if p := s.packages[f.imports[name.Name]]; p != nil {
				return p.consts[x.Sel.Name]
			}
		}
	}
	return ""
}

// resolve follows names and pointers to a type; nil if it is not in this module.
func (s *Source) resolve(d declared) *declared {
	switch x := d.expr.(type) {
	case *ast.StarExpr:
		return s.resolve(declared{x.X, d.file})
	case *ast.ParenExpr:
		return s.resolve(declared{x.X, d.file})
	case *ast.Ident:
		return d.file.in.types[x.Name]
	case *ast.SelectorExpr:
		if name, ok := x.X.(*ast.Ident); ok {
			if p := s.packages[d.file.imports[name.Name]]; p != nil {
				return p.types[x.Sel.Name]
			}
		}
		return nil
	}
	return &d
}

func (s *Source) fields(d declared) []*ast.Field {
	if d := s.resolve(d); d != nil {
		if body, ok := d.expr.(*ast.StructType); ok {
			return body.Fields.List
		}
	}
	return nil
}

func (s *Source) beginsWithSchema(d declared) bool {
	fields := s.fields(d)
	return len(fields) > 0 && jsonKey(fields[0]) == "schema"
}

// around returns the structs that contain one of the roots directly, embedded or
// under a key: they are the outermost part of the document.
func (s *Source) around(roots []declared) []declared {
	inner := map[ast.Expr]bool{}
	for _, root := range roots {
		if d := s.resolve(root); d != nil {
			inner[d.expr] = true
		}
	}
	var found []declared
	for _, p := range s.packages {
		for _, outer := range p.types {
			body, ok := outer.expr.(*ast.StructType)
			if !ok {
				continue
			}
			for _, field := range body.Fields.List {
				if len(field.Names) > 0 && jsonKey(field) == "" {
					continue
				}
				if d := s.resolve(declared{field.Type, outer.file}); d != nil && inner[d.expr] {
					found = append(found, *outer)
				}
			}
		}
	}
	return found
}

// reach adds the json keys of a type and of everything that it contains.
func (s *Source) reach(d declared, keys map[string]bool, seen map[ast.Expr]bool) {
	found := s.resolve(d)
	if found == nil || seen[found.expr] {
		return
	}
	seen[found.expr] = true
	into := func(e ast.Expr) { s.reach(declared{e, found.file}, keys, seen) }
	switch x := found.expr.(type) {
	case *ast.ArrayType:
		into(x.Elt)
	case *ast.MapType:
		into(x.Value)
	case *ast.Ident, *ast.SelectorExpr, *ast.StarExpr: // a defined type or alias
		into(x)
	case *ast.StructType:
		for _, field := range x.Fields.List {
			key := jsonKey(field)
			if key != "" {
				keys[key] = true
			}
			if key != "" || len(field.Names) == 0 {
				into(field.Type)
			}
		}
	}
}
