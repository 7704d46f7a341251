package offline_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

func readVectors(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

// compare checks that got has every value of want within tolerance. Both are
// decoded from JSON. Additional keys of got are ignored.
func compare(t *testing.T, path string, got, want any, tolerance float64) {
	t.Helper()
	switch w := want.(type) {
	case map[string]any:
		g, _ := got.(map[string]any)
		for key, v := range w {
			if _, ok := g[key]; !ok {
				t.Errorf("%s.%s is missing", path, key)
				continue
			}
			compare(t, path+"."+key, g[key], v, tolerance)
		}
	case []any:
		g, _ := got.([]any)
		if len(g) != len(w) {
			t.Errorf("%s: got %d values, want %d", path, len(g), len(w))
			return
		}
		for i := range w {
			compare(t, path, g[i], w[i], tolerance)
		}
	case float64:
		if g, ok := got.(float64); !ok || !(math.Abs(g-w) <= tolerance) {
			t.Errorf("%s: got %v, want %v", path, got, w)
		}
	default:
		t.Errorf("%s: a vector of type %T", path, want)
	}
}

// asJSON encodes a value as JSON and decodes it again.
func asJSON(t *testing.T, value any) any {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func agree(t *testing.T, x, y []float64) offline.Agreement {
	t.Helper()
	a, err := offline.Agree(x, y, 1)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAgreementConformsToTheSharedVectors(t *testing.T) {
	var v struct {
		Tolerance float64
		Cases     []struct {
			Offline, Online []float64
			Want            map[string]any
		}
	}
	readVectors(t, "testdata/offline_online.json", &v)
	if len(v.Cases) == 0 {
		t.Fatal("no cases were read")
	}
	for _, c := range v.Cases {
		compare(t, "agreement", asJSON(t, agree(t, c.Offline, c.Online)), any(c.Want), v.Tolerance)
	}
}

func TestDropOneShowsAResultThatDependsOnOneUnit(t *testing.T) {
	a := agree(t, []float64{1, 2, 3, 4, 100}, []float64{2, 1, 2.5, 0.5, 100})
	if !(a.DropOne.Lo < 0) || a.DropOne.Hi < float64(a.Spearman) {
		t.Errorf("ρ %v, range %v: want the range to reach below 0", a.Spearman, a.DropOne)
	}
}

func TestTiedPicksCountAsTheBestOfThem(t *testing.T) {
	if got := offline.RegretAt1([]float64{3, 3, 1}, []float64{0.2, 0.7, 0.9}); math.Abs(got-0.2) > 1e-12 {
		t.Errorf("got %v, want 0.2", got)
	}
}

func TestStatisticsThatTheDataDoNotDefineAreUndefined(t *testing.T) {
	a := agree(t, []float64{1, 1, 1, 1, 1}, []float64{1, 2, 3, 4, 5})
	if a.Spearman.Defined() || a.KendallTauB.Defined() || a.Pearson.Defined() || a.P.Defined() || !math.IsNaN(a.DropOne.Lo) {
		t.Errorf("a constant metric: got %+v", a)
	}
	if a := agree(t, []float64{1, 2, 3, 4, 5}, []float64{1, 2, 3, 4, 5}); stats.Float(a.SpearmanCI95.Lo).Defined() {
		t.Errorf("ρ = 1: got interval %v, want none", a.SpearmanCI95)
	}
	if m, ok := asJSON(t, a).(map[string]any); !ok || m["spearman"] != nil {
		t.Errorf("undefined ρ must be null in JSON, got %v", m["spearman"])
	}
}

func TestFewUnitsAreMarked(t *testing.T) {
	for k, want := range map[int][2]bool{4: {false, true}, 5: {true, true}, 7: {true, true}, 8: {true, false}} {
		x := make([]float64, k)
		for i := range x {
			x[i] = float64(i)
		}
		if a := agree(t, x, x); a.Judgeable != want[0] || a.Few != want[1] {
			t.Errorf("%d units: judgeable %v, few %v; want %v", k, a.Judgeable, a.Few, want)
		}
	}
}

func TestInvalidUnitsAreRefused(t *testing.T) {
	for _, c := range [][2][]float64{
		{{1, 2}, {1}}, {{1}, {1}}, {{1, math.NaN()}, {1, 2}}, {{1, 2}, {1, math.Inf(1)}},
	} {
		if _, err := offline.Agree(c[0], c[1], 1); err == nil {
			t.Errorf("%v: no error", c)
		}
	}
}
