package policy

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision"
)

// FuzzContract parses a sidecar, or the metadata of a file, in the form of JSON.
func FuzzContract(f *testing.F) {
	graph := Graph{
		Inputs:  []Value{{Name: "frames", Type: vision.Float32.String(), Shape: []int64{-1, 2, 18, 32}}},
		Outputs: []Value{{Name: "scores", Type: vision.Float32.String(), Shape: []int64{-1, 3}}},
	}
	for _, seed := range []string{
		`{"kumite.version": "1", "kumite.classes": "[\"no_action\",\"poke\",\"fireball\"]"}`,
		`{"kumite.version": "1", "kumite.classes": "[\"no_action\",\"poke\",\"fireball\"]", "kumite.decoder": "decode=gate&gamma=-2", "kumite.temperature": "1e-300", "kumite.bias": "[0, 1e999, null]"}`,
		`{"kumite.version": "-1", "kumite.classes": "[[[[[[[[", "kumite.train_prior": "[NaN]", "kumite.delay_ticks": "-7200"}`,
		`{"kumite.classes": "[\"\\u001b[31m\", \"\\u0000\", \"\"]", "kumite.aliases": "{\"a\": \"b\"}", "kumite.no_action": "\ud800"}`,
		`{"kumite.input": "{\"width\": 99999999999, \"height\": -1, \"stack\": 9223372036854775807}"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var meta map[string]string
		if json.Unmarshal(data, &meta) != nil {
			return
		}
		c, rules := CheckContract(meta, graph, nil)
		for _, r := range rules {
			if r.Err != nil {
				return
			}
		}
		if len(c.Classes) != 3 || c.NoAction < 0 || c.NoAction > 2 || !(c.Temperature > 0) || c.Input.Len() < 1 {
			t.Errorf("accepted the contract %+v", c)
		}
		NewDecoder(c, "") // must not panic
	})
}

// FuzzQuery parses the settings of a decoder.
func FuzzQuery(f *testing.F) {
	c := contract(threeWay)
	for _, k := range Kinds() {
		f.Add(minimal(f, k, c.Classes) + "&refractory=3&mask=renorm")
	}
	for _, seed := range []string{
		"decode=gate&gamma=NaN", "decode=argmax&refractory=-7200", "decode=argmax&refractory=99999999999999999999", "decode=gate&gamma=1e999",
		"decode=%00&mask=%1b[31m", "decode=argmax;decode=gate", "decode=%", "decode=argmax&decode=gate", "%n=%!n(int=2)", strings.Repeat("&", 1000),
		"decode=threshold&theta=skill1:0.5,skill1:0.6", "decode=argmax&high=0.1&low=0.2&debounce=1e9",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		q, err := ParseQuery(query)
		if err != nil || q.Has("cost") {
			return // costs are in a file
		}
		d, err := NewDecoder(c, query)
		if err != nil {
			return
		}
		again, err := NewDecoder(c, d.String())
		if err != nil || again.String() != d.String() {
			t.Errorf("%q is the decoder %s, whose text is %v, %v", query, d, again, err)
		}
		d.Decode([]float32{0, 1, 2}, []bool{true, true, true})
	})
}

// FuzzCosts parses a table of costs.
func FuzzCosts(f *testing.F) {
	c := contract(threeWay)
	heading := "truth," + strings.Join(c.Classes, ",") + "\n"
	for _, seed := range []string{
		heading + c.Classes[0] + ",0,1,1\n" + c.Classes[1] + ",1,0,1\n" + c.Classes[2] + ",1,1,0\n",
		heading + c.Classes[0] + ",NaN,1,1\n" + c.Classes[1] + ",1,1e999,1\n" + c.Classes[2] + ",1,1,-1\n",
		"%!n(int=2),%s\n", "\"", "truth,a,a,a\n", "\ufefftruth\n", "#\n#\n", strings.Repeat(",", 5000),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := readCosts(&c, "costs.csv", data)
		if err != nil {
			return
		}
		for _, row := range r.table {
			for _, v := range row {
				if len(row) != 3 || math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("accepted the costs %v", r.table)
				}
			}
		}
	})
}
