package requirements

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/kumite/kumite/internal/safefile"
)

// Read reads and parses a requirements file.
func Read(path string) (*File, error) {
	data, err := safefile.Read(path, safefile.Requirements)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("requirements %s: there is no such file; `kumite check --init` prints an example", path)
	}
	if err != nil {
		return nil, fmt.Errorf("requirements: %w", err)
	}
	f, err := Parse(path, data)
	if err != nil {
		return nil, err
	}
	f.SHA256 = fmt.Sprintf("%x", sha256.Sum256(data))
	return f, nil
}

// Parse parses a requirements file in YAML. It reports every problem, each in a line
// NAME:LINE:COLUMN: what was found; how to fix it. The file has no SHA256.
func Parse(name string, data []byte) (*File, error) {
	root, err := parseYAML(name, data)
	if err != nil {
		return nil, err
	}
	at := places{"": {1, 1}}
	at.add("", root, map[string]ast.Node{})
	if len(at) > maxValues {
		return nil, fmt.Errorf("%s: it has more than %d values after its aliases are resolved; want fewer", name, maxValues)
	}
	text, err := toJSON(root)
	if err != nil {
		return nil, syntaxError(name, err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	_, schema := compiled()
	var invalid *jsonschema.ValidationError
	if err := schema.Validate(value); errors.As(err, &invalid) {
		return nil, join(name, at, violations(invalid))
	} else if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f := defaults()
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(f); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f.Name, f.places = name, at
	f.complete()
	if err := f.Validate(); err != nil {
		return nil, err
	}
	return f, nil
}

// maxOpen is the most brackets, braces and list marks in a line, and maxBrackets the most
// brackets and braces in a file. The parser takes minutes for thousands that are nested.
const maxOpen, maxBrackets = 64, 2000

// nesting refuses a file that may nest too deeply. Its error begins with the line.
func nesting(data []byte) error {
	all := 0
	for i, line := range bytes.Split(data, []byte("\n")) {
		brackets := bytes.Count(line, []byte("[")) + bytes.Count(line, []byte("{"))
		all += brackets
		if n := brackets + bytes.Count(line, []byte("- ")) + bytes.Count(line, []byte("? ")); n > maxOpen || all > maxBrackets {
			return fmt.Errorf("%d:1: too many lists and maps begin here; want at most %d in a line and %d in a file", i+1, maxOpen, maxBrackets)
		}
	}
	return nil
}

// parseYAML returns the root of a file's only document.
func parseYAML(name string, data []byte) (ast.Node, error) {
	if err := nesting(data); err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, syntaxError(name, err)
	}
	var root ast.Node
	for _, d := range file.Docs {
		switch {
		case d.Body == nil, d.Body.Type() == ast.CommentType:
		case root != nil:
			return nil, fmt.Errorf("%s:%d:1: a second document begins here; write one document per file", name, d.Body.GetToken().Position.Line)
		default:
			root = d.Body
		}
	}
	if root == nil || root.Type() == ast.NullType {
		return nil, fmt.Errorf("%s: it states no requirements; `kumite check --init` prints an example", name)
	}
	return root, nil
}

// toJSON converts a document.
func toJSON(root ast.Node) ([]byte, error) {
	var v any
	if err := yaml.NodeToValue(root, &v); err != nil {
		return nil, err
	}
	return json.Marshal(v)
}

// syntaxError is the error of YAML that cannot be parsed, without the excerpt that the
// parser adds.
func syntaxError(name string, err error) error {
	var placed yaml.Error
	if errors.As(err, &placed) && placed.GetToken() != nil {
		at := placed.GetToken().Position
		return fmt.Errorf("%s:%d:%d: %s; correct the YAML", name, at.Line, at.Column, placed.GetMessage())
	}
	return fmt.Errorf("%s: %w; correct the YAML", name, err)
}

// defaults returns a file with the values of keys that are absent.
func defaults() *File {
	return &File{Schema: FileSchema, Target: "cpu", Period: Duration(100 * time.Millisecond), Decisions: 900}
}

// complete sets the defaults within sections.
func (f *File) complete() {
	for i := range f.Latency {
		l := &f.Latency[i]
		if l.Of == "" {
			l.Of = Felt
		}
		if l.Load == "" {
			l.Load = Paced
		}
	}
	if f.Memory != nil && f.Memory.Instances == 0 {
		f.Memory.Instances = 1
	}
	if f.Online != nil && f.Online.Pairs == 0 {
		f.Online.Pairs = 100
	}
}

// What a Latency times, and how decisions follow each other.
const (
	Felt  = "felt"
	Model = "model"
	Paced = "paced"
	Hot   = "hot"
)
