package stats_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/kumite/kumite/policy/stats"
)

func TestInfinitiesAndUndefinedValuesSurviveARoundTripThroughJSON(t *testing.T) {
	in := []stats.Float{stats.Float(math.Inf(1)), stats.Float(math.Inf(-1)), stats.Undefined(), 1.5}
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	if want := `["Inf","-Inf",null,1.5]`; string(data) != want {
		t.Fatalf("got %s, want %s", data, want)
	}
	var out []stats.Float
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	if out[0] != in[0] || out[1] != in[1] || out[2].Defined() || out[3] != in[3] {
		t.Errorf("got %v, want %v", out, in)
	}
	var iv stats.Interval
	if err := json.Unmarshal([]byte(`["-Inf",2]`), &iv); err != nil || !math.IsInf(iv.Lo, -1) || iv.Hi != 2 {
		t.Errorf("interval: got %v, %v", iv, err)
	}
	for _, bad := range []string{`"infinity"`, `true`} {
		var f stats.Float
		if err := json.Unmarshal([]byte(bad), &f); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}
