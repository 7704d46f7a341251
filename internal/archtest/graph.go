package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Module is the path of this module. A Graph names the module's packages without
// it ("sim/duel") and all others by their full import path.
const Module = "github.com/kumite/kumite"

// Package is one node of the import graph.
type Package struct {
	Imports  []string       // direct imports of its non-test files
	Standard bool           // of Go's standard library
	Ours     bool           // of this module
	Cgo      bool           // has files that import "C"
	Lines    map[string]int // of a package of this module, by file, without tests

	// For packages of this module:
	Doc      bool // has a package comment
	Example  bool // has an Example function
	External bool // has tests in its _test package

	Opens []string // functions of the package os that open files and that non-test files name

	tests []string // files
}

// Graph is the packages by name. It contains the imports of all its packages.
type Graph map[string]Package

// Load runs go list in dir and returns all packages of the module and their direct
// and indirect imports, for the build tags and platform of the environment. Packages
// that exist for WebAssembly alone are added with their imports there.
func Load(dir string) (Graph, error) {
	graph, err := list(dir)
	if err != nil {
		return nil, err
	}
	web, err := list(dir, "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	if err != nil {
		return nil, err
	}
	for name, p := range web {
		if _, known := graph[name]; !known {
			graph[name] = p
		}
	}
	for name, p := range graph {
		for file := range p.Lines {
			data, err := os.ReadFile(filepath.Join(dir, name, file))
			if err != nil {
				return nil, fmt.Errorf("count lines: %w", err)
			}
			p.Lines[file] = bytes.Count(data, []byte("\n"))
			calls, err := opens(file, data)
			if err != nil {
				return nil, fmt.Errorf("find calls: %w", err)
			}
			p.Opens = slices.Compact(slices.Sorted(slices.Values(append(p.Opens, calls...))))
		}
		for _, file := range p.tests {
			data, err := os.ReadFile(filepath.Join(dir, name, file))
			if err != nil {
				return nil, fmt.Errorf("find examples: %w", err)
			}
			p.Example = p.Example || bytes.Contains(data, []byte("\nfunc Example"))
		}
		graph[name] = p
	}
	return graph, nil
}

// openers are the functions of the package os that open files.
var openers = []string{"Create", "Open", "OpenFile", "OpenInRoot", "OpenRoot", "ReadFile", "WriteFile"}

// opens returns the openers that a file of Go names, in a call or as a value.
func opens(name string, source []byte) (calls []string, err error) {
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if x, ok := n.(*ast.SelectorExpr); ok && slices.Contains(openers, x.Sel.Name) {
			if of, ok := x.X.(*ast.Ident); ok && of.Name == "os" {
				calls = append(calls, x.Sel.Name)
			}
		}
		return true
	})
	return calls, nil
}

// list lists the packages for the platform of the environment and more variables. Of
// another platform, packages that do not build there are left out.
func list(dir string, environment ...string) (Graph, error) {
	args := []string{"list", "-deps", "-json=ImportPath,Imports,Standard,GoFiles,CgoFiles,Doc,TestGoFiles,XTestGoFiles"}
	if len(environment) > 0 {
		args = append(args, "-e")
	}
	cmd := exec.Command("go", append(args, "./...")...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), environment...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list packages of %s: %w: %s", Module, err, bytes.TrimSpace(stderr.Bytes()))
	}
	return decode(bytes.NewReader(out))
}

// decode decodes the stream of JSON objects that go list prints.
func decode(r io.Reader) (Graph, error) {
	graph := Graph{}
	dec := json.NewDecoder(r)
	for {
		var listed struct {
			ImportPath string
			Imports    []string
			Standard   bool
			GoFiles    []string
			CgoFiles   []string

			Doc          string
			TestGoFiles  []string
			XTestGoFiles []string
		}
		if err := dec.Decode(&listed); errors.Is(err, io.EOF) {
			return graph, nil
		} else if err != nil {
			return nil, fmt.Errorf("read packages: %w", err)
		}
		name, ours := local(listed.ImportPath)
		p := Package{Standard: listed.Standard, Ours: ours, Cgo: len(listed.CgoFiles) > 0}
		if ours {
			p.Doc, p.External = listed.Doc != "", len(listed.XTestGoFiles) > 0
			p.tests = append(listed.TestGoFiles, listed.XTestGoFiles...)
			p.Lines = map[string]int{}
			for _, file := range append(listed.GoFiles, listed.CgoFiles...) {
				p.Lines[file] = 0
			}
		}
		for _, path := range listed.Imports {
			if path == "C" || path == "unsafe" {
				continue // not packages
			}
			dep, _ := local(path)
			p.Imports = append(p.Imports, dep)
		}
		graph[name] = p
	}
}

// local removes the module from a path and reports whether it was there.
func local(path string) (name string, ours bool) {
	if path == Module {
		return ".", true
	}
	return strings.CutPrefix(path, Module+"/")
}
