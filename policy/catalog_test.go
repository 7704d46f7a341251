package policy_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/kumite/kumite/policy"
)

func TestTheCatalogListsEveryKindWithItsSettings(t *testing.T) {
	c := policy.NewCatalog()
	if len(c.Decoders) != len(policy.Kinds()) || len(c.Wrappers) != len(policy.Wrappers()) || len(c.Masks) != 3 {
		t.Fatalf("%d decoders, %d wrappers and %d masks; want %d, %d and 3",
			len(c.Decoders), len(c.Wrappers), len(c.Masks), len(policy.Kinds()), len(policy.Wrappers()))
	}
	for i, k := range policy.Kinds() {
		if d := c.Decoders[i]; d.Name != k.Name || len(d.Settings) != len(k.Settings) {
			t.Errorf("decoder %d is %s with %d settings, want %s with %d", i, d.Name, len(d.Settings), k.Name, len(k.Settings))
		}
	}
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`{"name":"argmax","about":"the most probable class; collapses into never acting","settings":[]}`,
		`"name":"tau","about":"strength; 0 is argmax, 1 is a flat prior","default":null,"min":0,"max":2}`,
		`"about":"the file's SHA-256; another file is refused","default":null,"min":null,"max":null}`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the document lacks %s:\n%s", want, text)
		}
	}
}

func ExampleNewCatalog() {
	for _, d := range policy.NewCatalog().Decoders {
		if d.Name != "hazard" {
			continue
		}
		for _, s := range d.Settings {
			fmt.Println(s.Name, "required:", s.Required)
		}
	}
	// Output:
	// decay required: false
	// threshold required: true
	// peak required: false
}
