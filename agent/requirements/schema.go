package requirements

import (
	"bytes"
	_ "embed"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemaJSON is the JSON Schema of File. A test generates it from the struct.
//
//go:embed requirements.schema.json
var schemaJSON []byte

//go:embed example.yaml
var example string

// Example returns a requirements file with every key, explained in comments.
func Example() string { return example }

// schemaURL names the schema in itself.
const schemaURL = "requirements.schema.json"

// compiled returns a compiler that holds the schema, and the compiled schema.
var compiled = sync.OnceValues(func() (*jsonschema.Compiler, *jsonschema.Schema) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaJSON))
	if err != nil {
		panic(err) // a test compiles it
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(schemaURL, doc); err != nil {
		panic(err)
	}
	return c, c.MustCompile(schemaURL)
})
