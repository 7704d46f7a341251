package offline_test

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/kumite/kumite/policy/offline"
)

type vectorCase struct {
	Classes          int
	Truth, Predicted []int
	Logits           [][]float32
	Want             map[string]any
}

func (c vectorCase) names() []string {
	names := []string{"no_action"}
	for k := 1; k < c.Classes; k++ {
		names = append(names, "skill "+strconv.Itoa(k))
	}
	return names
}

func (c vectorCase) recording() offline.Recording {
	var flat []float32
	for _, row := range c.Logits {
		flat = append(flat, row...)
	}
	return offline.Recording{Name: "vector", Truth: c.Truth, Predicted: c.Predicted, Scores: flat}
}

func readMetricCases(t *testing.T) (cases []vectorCase, tolerance float64) {
	t.Helper()
	var v struct {
		Tolerance float64
		Cases     []vectorCase
	}
	readVectors(t, "testdata/offline_metrics.json", &v)
	if len(v.Cases) == 0 {
		t.Fatal("no cases were read")
	}
	return v.Cases, v.Tolerance
}

// evaluate returns the result of an evaluation of recordings.
func evaluate(t *testing.T, config offline.Config, recordings ...offline.Recording) offline.Result {
	t.Helper()
	e, err := offline.New(config)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range recordings {
		if err := e.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	result, err := e.Result()
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestMetricsConformToTheSharedVectors(t *testing.T) {
	cases, tolerance := readMetricCases(t)
	for _, c := range cases {
		if len(c.Want) < 13 {
			t.Fatalf("a case has only %d wanted values", len(c.Want))
		}
		result := evaluate(t, offline.Config{Classes: c.names()}, c.recording())
		compare(t, "result", asJSON(t, result), any(c.Want), tolerance)
	}
}

func TestNoActionMayBeAnyClass(t *testing.T) {
	cases, tolerance := readMetricCases(t)
	c := cases[0]
	rotate := func(k int) int { return (k + 1) % c.Classes }
	moved := offline.Recording{Name: "moved"}
	for f := range c.Truth {
		moved.Truth = append(moved.Truth, rotate(c.Truth[f]))
		moved.Predicted = append(moved.Predicted, rotate(c.Predicted[f]))
		row := make([]float32, c.Classes)
		for k, z := range c.Logits[f] {
			row[rotate(k)] = z
		}
		moved.Scores = append(moved.Scores, row...)
	}
	names := make([]string, c.Classes)
	for k, n := range c.names() {
		names[rotate(k)] = n
	}
	delete(c.Want, "confusion") // its rows move too
	result := evaluate(t, offline.Config{Classes: names, NoAction: 1}, moved)
	compare(t, "result", asJSON(t, result), any(c.Want), tolerance)
}

func TestAResultSurvivesARoundTripThroughJSON(t *testing.T) {
	cases, _ := readMetricCases(t)
	c := cases[1]
	config := offline.Config{Classes: c.names(), Resamples: 50}
	for _, r := range []offline.Result{
		evaluate(t, config, c.recording(), c.recording()),
		evaluate(t, config, offline.Recording{Name: "idle", Truth: []int{0, 0}, Predicted: []int{0, 0}}),
	} {
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back offline.Result
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(back)
		if err != nil {
			t.Fatal(err)
		}
		if string(again) != string(data) {
			t.Errorf("got\n%s\nwant\n%s", again, data)
		}
	}
}
