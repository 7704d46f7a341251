package stats

import (
	"math"
	"testing"
)

// ascending returns 1, 2, …, n.
func ascending(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = float64(i + 1)
	}
	return v
}

func TestTheNumberOfSamplesIsThatOfLoadGen(t *testing.T) {
	for q, want := range map[float64][3]int{0.9: {44, 64, 81}, 0.99: {459, 662, 838}, 0.999: {4603, 6636, 8403}} {
		for late, n := range want {
			if got := MinSamples(q, late); got != n {
				t.Errorf("p%v with %d late: got %d samples, want %d", 100*q, late, got, n)
			}
		}
	}
}

func TestTheEstimateLeavesAsManyLateSamplesAsTheNumberAllows(t *testing.T) {
	for _, c := range []struct {
		n    int
		q    float64
		late int
	}{{0, 0.9, 0}, {43, 0.9, 0}, {63, 0.9, 0}, {64, 0.9, 1}, {80, 0.9, 1}, {81, 0.9, 2}, {661, 0.99, 0}, {662, 0.99, 1}, {838, 0.99, 2}, {6636, 0.999, 1}} {
		got := NewEarlyStop(ascending(c.n), c.q)
		want := Undefined()
		if c.late > 0 {
			want = Float(c.n - c.late + 1)
		}
		if got.Late != c.late || got.Estimate != want && (want.Defined() || got.Estimate.Defined()) || got.Needed != MinSamples(c.q, 1) {
			t.Errorf("p%v of %d samples: got %+v, want %v with %d late", 100*c.q, c.n, got, want, c.late)
		}
	}
}

func TestAsManySamplesMayBeLateAsTheNumberConfirms(t *testing.T) {
	for _, c := range []struct {
		q       float64
		n, want int
	}{{0.99, 0, -1}, {0.99, 458, -1}, {0.99, 459, 0}, {0.99, 661, 0}, {0.99, 662, 1}, {0.99, 838, 2}, {0.9, 81, 2}} {
		if got := MaxLate(c.q, c.n); got != c.want {
			t.Errorf("p%v of %d samples: got %d late, want %d", 100*c.q, c.n, got, c.want)
		}
	}
}

func TestAQuantilesIntervalHasTheRanksOfTheBinomial(t *testing.T) {
	// Ranks 40 and 61 of 100 enclose the median with 96.5 %, 6 and 15 of 20 with 95.9 % (Conover, 1999).
	for _, c := range []struct {
		n    int
		q    float64
		want Interval
	}{{100, 0.5, Interval{40, 61}}, {20, 0.5, Interval{6, 15}}, {5, 0.5, Interval{math.NaN(), math.NaN()}}, {100, 0.99, Interval{97, math.NaN()}}} {
		got := QuantileCI95(ascending(c.n), c.q)
		same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
		if !same(got.Lo, c.want.Lo) || !same(got.Hi, c.want.Hi) {
			t.Errorf("quantile %v of %d samples: got %v, want %v", c.q, c.n, got, c.want)
		}
	}
}

func TestAPairedRatioIgnoresWhatPairsShare(t *testing.T) {
	ratio, ci := PairedRatio([]float64{2, 20, 200}, []float64{1, 10, 100})
	if math.Abs(float64(ratio)-2) > 1e-12 || math.Abs(ci.Hi-ci.Lo) > 1e-9 {
		t.Errorf("got %v %v, want 2 without spread", ratio, ci)
	}
	// Log ratios −ln 2 and ln 2: the mean 0, and t(0.975, 1) = 12.706 times the standard error ln 2.
	ratio, ci = PairedRatio([]float64{1, 2}, []float64{2, 1})
	if want := math.Exp(12.7062047 * math.Ln2); math.Abs(float64(ratio)-1) > 1e-12 || math.Abs(ci.Hi/want-1) > 1e-6 || math.Abs(ci.Lo*want-1) > 1e-6 {
		t.Errorf("got %v %v, want 1 [1/%v, %[3]v]", ratio, ci, want)
	}
	if ratio, ci = PairedRatio([]float64{3}, []float64{2}); ratio != 1.5 || !math.IsNaN(ci.Lo) {
		t.Errorf("got %v %v, want 1.5 without an interval", ratio, ci)
	}
}
