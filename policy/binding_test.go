package policy

import (
	"reflect"
	"strings"
	"testing"
)

var recurrentGraph = Graph{
	Inputs: []Value{
		{Name: "frames", Type: "float32", Shape: []int64{-1, 4, 36, 64}, Dims: []string{"N", "", "", ""}},
		{Name: "h", Type: "float16", Shape: []int64{2, -1, 8}},
		{Name: "training", Type: "bool", Shape: []int64{}},
		{Name: "weights", Type: "float32", Shape: []int64{8, 3}, Optional: true},
	},
	Outputs: []Value{
		{Name: "label", Type: "int64", Shape: []int64{-1}, Dims: []string{"N"}},
		{Name: "scores", Type: "float32", Shape: []int64{1, 3}},
		{Name: "h_next", Type: "float16", Shape: []int64{2, 1, -1}},
		{Name: "maps", Type: "sequence(map)"},
	},
}

func TestAGraphIsBoundByName(t *testing.T) {
	got, err := Bind(map[string]string{"kumite.state": `{"h_next":"h"}`, "kumite.inputs": `{"training":true}`}, recurrentGraph)
	want := Binding{
		Frames: "frames", Scores: "scores",
		Constants: []Constant{{Input: "training", Value: 1, Shape: []int64{}}},
		State:     []Feedback{{Output: "h_next", Input: "h", Shape: []int64{2, 1, 8}}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestARefusalListsWhatTheGraphHas(t *testing.T) {
	const want = "inputs: frames float32[N,4,36,64], h float16[2,?,8], training bool[]; " +
		"outputs: label int64[N], scores float32[1,3], h_next float16[2,1,?], maps sequence(map)"
	if got := recurrentGraph.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, meta := range []map[string]string{
		{},
		{"kumite.outputs": `{"scores":"maps"}`},
		{"kumite.state": `{"h":"h_next"}`},
		{"kumite.inputs": `{"training":1}`},
	} {
		if _, err := Bind(meta, recurrentGraph); err == nil || !strings.HasSuffix(err.Error(), "; "+want) {
			t.Errorf("%v: got %v, want an error that ends in %q", meta, err, want)
		}
	}
	many := Graph{Inputs: make([]Value, maxListed+3)}
	for i := range many.Inputs {
		many.Inputs[i] = Value{Name: "x", Type: "float32"}
	}
	if got := many.String(); !strings.HasSuffix(got, ", 3 more; outputs: none") {
		t.Errorf("a graph of %d inputs is listed as %q, want it cut after %d", maxListed+3, got, maxListed)
	}
}
