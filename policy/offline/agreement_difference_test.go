package offline_test

import (
	"math"
	"testing"

	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// fixed returns a metric with a value for each unit, by its number of predictions.
func fixed(values ...float64) offline.Metric {
	return offline.Metric{Key: "fixed", Of: func(r *offline.Result) float64 { return values[int(r.FrameAccuracy)] }}
}

// played returns units with online scores; FrameAccuracy is abused as their index.
func played(online ...float64) []offline.Unit {
	var all []offline.Unit
	for i, y := range online {
		all = append(all, offline.Unit{Offline: &offline.Result{FrameAccuracy: stats.Float(i)}, Online: y})
	}
	return all
}

func TestMetricsAreComparedOnTheSameUnits(t *testing.T) {
	up := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	shuffled := []float64{6, 2, 9, 1, 8, 4, 10, 3, 7, 5}
	units := played(up...)
	for name, c := range map[string]struct {
		first, second offline.Metric
		shown         bool
	}{
		"a perfect one and a shuffled one":       {fixed(up...), fixed(shuffled...), true},
		"the other way round":                    {fixed(shuffled...), fixed(up...), false},
		"two that rank the same":                 {fixed(up...), fixed(up...), false},
		"a perfect one and one with a swap":      {fixed(up...), fixed(2, 1, 3, 4, 5, 6, 7, 8, 9, 10), false},
		"one that is the same for all units":     {fixed(up...), fixed(make([]float64, 10)...), false},
		"one that is defined for a single unit":  {fixed(up...), fixed(append([]float64{1}, undefined(9)...)...), false},
		"one that is undefined for a single one": {fixed(up...), fixed(append(undefined(1), shuffled[1:]...)...), true},
	} {
		d := offline.Compare(c.first, c.second, [][]offline.Unit{units}, 1)
		if d.Shown() != c.shown {
			t.Errorf("%s: %+v, shown %v; want %v", name, d, d.Shown(), c.shown)
		}
		if defined := !math.IsNaN(d.CI95.Lo); defined && (!d.CI95.Contains(d.Spearman) || d.CI95.Unvaried()) || defined != (c.shown || name == "a perfect one and one with a swap" || name == "the other way round") {
			t.Errorf("%s: the difference %v has the interval %v", name, d.Spearman, d.CI95)
		}
	}
	twice := offline.Compare(fixed(up...), fixed(shuffled...), [][]offline.Unit{units, units}, 1)
	if once := offline.Compare(fixed(up...), fixed(shuffled...), [][]offline.Unit{units}, 1); once != twice {
		t.Errorf("once: %+v, with the same setting twice: %+v; want the same", once, twice)
	}
}

func undefined(n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = math.NaN()
	}
	return values
}

// A metric that ranks the units of one model and fails for those of the other may fail
// for the next: two models are two samples, however many units they have.
func TestUnitsOfOneModelAreNotIndependent(t *testing.T) {
	units := played(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	first, second := fixed(1, 2, 3, 4, 5, 6, 10, 9, 8, 7), fixed(6, 5, 4, 3, 2, 1, 7, 8, 9, 10)
	apart := offline.Compare(first, second, [][]offline.Unit{units}, 1)
	for i := range units {
		units[i].Model = []string{"a", "b"}[i/6]
	}
	together := offline.Compare(first, second, [][]offline.Unit{units}, 1)
	if together.Spearman != apart.Spearman || together.CI95.Lo > -1.9 || apart.CI95.Lo < -1 {
		t.Errorf("ten models: %+v; two: %+v; want the same difference, and only of two an interval that reaches −2", apart, together)
	}
}

// Online scores of a few pairs are uncertain, however many units there are.
func TestPairsOfMatchesAreSampledToo(t *testing.T) {
	up := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	swapped := []float64{2, 1, 4, 3, 6, 5, 8, 7, 10, 9}
	certain := played(up...)
	d := offline.Compare(fixed(up...), fixed(swapped...), [][]offline.Unit{certain}, 1)
	noisy := played(up...)
	for i := range noisy { // the mean is the same, and each pair far from it
		noisy[i].Pairs = []float64{up[i] - 4, up[i] + 4, up[i] + 4*float64(i%2*2-1), up[i] - 4*float64(i%2*2-1)}
	}
	e := offline.Compare(fixed(up...), fixed(swapped...), [][]offline.Unit{noisy}, 1)
	if e.Spearman != d.Spearman || e.CI95.Lo >= d.CI95.Lo {
		t.Errorf("certain scores: %+v; uncertain: %+v; want the same difference and a lower end", d, e)
	}
}
