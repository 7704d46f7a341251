package stats_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/kumite/kumite/policy/stats"
)

func repeated(value float64, n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = value
	}
	return all
}

func TestPairedDifferences(t *testing.T) {
	for _, c := range []struct {
		name        string
		differences []float64
		mean        float64
		ci          stats.Interval
	}{
		{"mixed", []float64{1, 1, -1, 0.5, 0.5, 0}, 2.0 / 6, stats.Interval{Lo: 0.25 - 1.959964*math.Sqrt((5.5/8-0.0625)/8), Hi: 0.25 + 1.959964*math.Sqrt((5.5/8-0.0625)/8)}},
		{"none differs", repeated(0, 98), 0, stats.Interval{Lo: -0.0277181, Hi: 0.0277181}},
		{"all differ", repeated(1, 98), 1, stats.Interval{Lo: 0.98 - 0.0390032, Hi: 1}},
		{"one", []float64{0}, 0, stats.Interval{Lo: -0.9239359, Hi: 0.9239359}},
		{"nothing", nil, math.NaN(), stats.Interval{Lo: -1, Hi: 1}},
	} {
		mean, ci := stats.PairedDifference(c.differences)
		if math.Abs(mean-c.mean) > 1e-12 || math.IsNaN(mean) != math.IsNaN(c.mean) || math.Abs(ci.Lo-c.ci.Lo) > 1e-6 || math.Abs(ci.Hi-c.ci.Hi) > 1e-6 {
			t.Errorf("%s: got %v %v, want %v %v", c.name, mean, ci, c.mean, c.ci)
		}
		if len(c.differences) > 0 && !ci.Contains(mean) {
			t.Errorf("%s: %v does not contain the mean %v", c.name, ci, mean)
		}
	}
}

// The interval covers the true difference in at least 93 % of 2000 samples, also where
// few pairs differ.
func TestCoverageOfPairedDifferences(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		name    string
		values  []float64
		weights []float64 // cumulative
	}{
		{"few differ", []float64{0, 1}, []float64{0.97, 1}},
		{"some differ by half", []float64{-0.5, 0, 0.5}, []float64{0.05, 0.8, 1}},
		{"balanced", []float64{-1, -0.5, 0, 0.5, 1}, []float64{0.1, 0.3, 0.7, 0.9, 1}},
		{"nearly all differ", []float64{0.5, 1}, []float64{0.1, 1}},
		{"all or nothing", []float64{-1, 1}, []float64{0.4, 1}},
	} {
		truth, before := 0.0, 0.0
		for i, w := range c.weights {
			truth, before = truth+c.values[i]*(w-before), w
		}
		for _, n := range []int{4, 10, 30, 100} {
			const samples = 2000
			covered := 0
			d := make([]float64, n)
			for range samples {
				for i := range d {
					x, k := r.Float64(), 0
					for x >= c.weights[k] {
						k++
					}
					d[i] = c.values[k]
				}
				if _, ci := stats.PairedDifference(d); ci.Contains(truth) {
					covered++
				}
			}
			if share := float64(covered) / samples; share < 0.93 {
				t.Errorf("%s, %d pairs: the interval covers the difference in %.1f %% of %d samples", c.name, n, 100*share, samples)
			}
		}
	}
}

// Newcombe (1998), table II: 56/70 − 48/80 has the score interval [0.0524, 0.3339].
func TestTheDifferenceOfIndependentShares(t *testing.T) {
	a := stats.Estimate{Weight: 1, Value: 56.0 / 70, CI: stats.Wilson(56, 70)}
	b := stats.Estimate{Weight: -1, Value: 48.0 / 80, CI: stats.Wilson(48, 80)}
	d, ci := stats.WeightedSum(a, b)
	if math.Abs(d-0.2) > 1e-12 || math.Abs(ci.Lo-0.0524) > 5e-5 || math.Abs(ci.Hi-0.3339) > 5e-5 {
		t.Errorf("got %.4f %.4f, want 0.2000 [0.0524 0.3339]", d, ci)
	}
}
