package docstest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

// modulePath is the prefix of this module's import paths.
const modulePath = "github.com/kumite/kumite/"

// Source is the parsed source of a module without tests.
type Source struct {
	packages map[string]*pkg // by folder, e.g. "agent/arena"
}

type pkg struct {
	files  []*file
	types  map[string]*declared
	consts map[string]string // strings only
}

type file struct {
	*ast.File
	in      *pkg
	imports map[string]string // of this module: folder by local name
}

// declared is a type with the file in whose scope it is declared.
type declared struct {
	expr ast.Expr
	file *file
}

// Parse parses all Go files below a folder.
func Parse(root string) (*Source, error) {
	s := &Source{packages: map[string]*pkg{}}
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != root && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return fs.SkipDir
		case entry.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		parsed, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(name))
		if err == nil {
			s.add(filepath.ToSlash(dir), parsed)
		}
		return err
	})
	return s, err
}

// add adds a file of a folder.
func (s *Source) add(dir string, parsed *ast.File) {
	p := s.packages[dir]
	if p == nil {
		p = &pkg{types: map[string]*declared{}, consts: map[string]string{}}
		s.packages[dir] = p
	}
	f := &file{File: parsed, in: p, imports: map[string]string{}}
	p.files = append(p.files, f)
	for _, spec := range parsed.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value) // already checked by the parser
		folder, ours := strings.CutPrefix(imported, modulePath)
		if !ours {
			continue
		}
		local := path.Base(folder)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		f.imports[local] = folder
	}
	for _, decl := range parsed.Decls {
		general, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range general.Specs {
			switch x := spec.(type) {
			case *ast.TypeSpec:
				p.types[x.Name.Name] = &declared{x.Type, f}
			case *ast.ValueSpec:
				for i, name := range x.Names {
					if text, ok := unquoted(at(x.Values, i)); ok && general.Tok == token.CONST {
						p.consts[name.Name] = text
					}
				}
			}
		}
	}
}

func at(values []ast.Expr, i int) ast.Expr {
	if i < len(values) {
		return values[i]
	}
	return nil
}

func unquoted(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// each visits all nodes of all files outside the excluded folders.
func (s *Source) each(without map[string]string, visit func(f *file, n ast.Node)) {
	for dir, p := range s.packages {
		if _, out := without[dir]; out {
			continue
		}
		for _, f := range p.files {
			ast.Inspect(f.File, func(n ast.Node) bool {
				if n != nil {
					visit(f, n)
				}
				return true
			})
		}
	}
}

// Strings returns the values of all string literals.
func (s *Source) Strings() map[string]bool {
	all := map[string]bool{}
	s.each(nil, func(_ *file, n ast.Node) {
		if e, ok := n.(ast.Expr); ok {
			if text, ok := unquoted(e); ok {
				all[text] = true
			}
		}
	})
	return all
}

// Tags returns the names in all json tags outside the excluded folders.
func (s *Source) Tags(without map[string]string) map[string]bool {
	all := map[string]bool{}
	s.each(without, func(_ *file, n ast.Node) {
		if field, ok := n.(*ast.Field); ok {
			if key := jsonKey(field); key != "" {
				all[key] = true
			}
		}
	})
	return all
}

// jsonKey returns the name in a field's json tag, "" without one.
func jsonKey(field *ast.Field) string {
	text, ok := "", false
	if field.Tag != nil {
		text, ok = unquoted(field.Tag)
	}
	if !ok {
		return ""
	}
	key, _, _ := strings.Cut(reflect.StructTag(text).Get("json"), ",")
	if key == "-" {
		return ""
	}
	return key
}

// Columns returns the headers of CSV tables: the literals in calls of the form
// w.Write([]string{"…", …}).
func (s *Source) Columns() map[string]bool {
	all := map[string]bool{}
	s.each(nil, func(_ *file, n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return
		}
		if called, ok := call.Fun.(*ast.SelectorExpr); !ok || called.Sel.Name != "Write" {
			return
		}
		if list, ok := call.Args[0].(*ast.CompositeLit); ok {
			for _, e := range list.Elts {
				if text, ok := unquoted(e); ok {
					all[text] = true
				}
			}
		}
	})
	return all
}
