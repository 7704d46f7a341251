package requirements_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	"github.com/invopop/jsonschema"

	"github.com/kumite/kumite/agent/requirements"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/ort"
)

var update = flag.Bool("update", false, "write requirements.schema.json")

// generate returns the JSON Schema of File.
func generate(t *testing.T) []byte {
	t.Helper()
	r := jsonschema.Reflector{Anonymous: true, Mapper: values}
	if err := r.AddGoComments("github.com/kumite/kumite/agent/requirements", "."); err != nil {
		t.Fatal(err)
	}
	s := r.Reflect(&requirements.File{})
	s.Title = "kumite requirements"
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

// values returns the schemas of types that are text.
func values(t reflect.Type) *jsonschema.Schema {
	text := &jsonschema.Schema{Type: "string"}
	switch t {
	case reflect.TypeFor[requirements.Duration]():
		text.Pattern, text.Examples = `^([0-9]+(\.[0-9]*)?(ns|us|µs|ms|s|m|h))+$`, []any{"35ms"}
	case reflect.TypeFor[requirements.Bytes]():
		text.Pattern, text.Examples = `^[0-9]+(\.[0-9]+)? ?(B|KiB|MiB|GiB|TiB)$`, []any{"10GiB"}
	case reflect.TypeFor[requirements.Target]():
		for _, p := range ort.Providers() {
			text.Enum = append(text.Enum, p.String())
		}
	case reflect.TypeFor[requirements.Metric]():
		for _, m := range offline.Metrics() {
			text.Enum = append(text.Enum, m.Key)
		}
	default:
		return nil
	}
	return text
}

func TestTheSchemaIsGeneratedFromTheStruct(t *testing.T) {
	const file = "requirements.schema.json"
	want := generate(t)
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not that of the struct; run go test ./agent/requirements -update", file)
	}
}
