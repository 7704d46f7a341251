package stats_test

import (
	"math"
	"testing"

	"github.com/kumite/kumite/policy/stats"
)

// The upper ends of the exact intervals of 0 of n, as R's binom.test and poisson.test
// print them.
func TestWhatNoUnitShowsCanStillExist(t *testing.T) {
	for n, want := range map[int]float64{0: 1, 1: 0.975, 3: 0.7075982, 10: 0.3084971, 20: 0.1684335, 100: 0.03621669, 400: 0.009179781} {
		if got := stats.UnseenShare(n); math.Abs(got-want) > 1e-7 {
			t.Errorf("0 of %d: up to %.8f, want %.8f", n, got, want)
		}
	}
	if got := stats.UnseenCount(); math.Abs(got-3.688879) > 1e-6 {
		t.Errorf("a count of 0: up to %.6f, want 3.688879", got)
	}
}

func TestAValueThatNoSampleChangesHasTheIntervalOfWhatWasNotDrawn(t *testing.T) {
	for _, c := range []struct {
		value     float64
		otherwise []float64
		want      stats.Interval
	}{
		{0, []float64{0, 0.17, math.NaN()}, stats.Interval{Lo: 0, Hi: 0.17}},
		{1, []float64{0.83, 1}, stats.Interval{Lo: 0.83, Hi: 1}},
		{0.5, []float64{0.4, 0.6}, stats.Interval{Lo: 0.4, Hi: 0.6}},
	} {
		if got := stats.Unvaried(c.value, c.otherwise...); got != c.want {
			t.Errorf("%v or %v: got %v, want %v", c.value, c.otherwise, got, c.want)
		}
	}
	for _, otherwise := range [][]float64{nil, {0.25}, {math.NaN()}, {0.25 + 1e-16}} {
		if got := stats.Unvaried(0.25, otherwise...); stats.Float(got.Lo).Defined() {
			t.Errorf("0.25 or %v: got %v, want an undefined interval", otherwise, got)
		}
	}
	if !(stats.Interval{Lo: 2, Hi: 2}).Unvaried() || (stats.Interval{Lo: 2, Hi: 2.01}).Unvaried() {
		t.Error("an interval varies if its ends differ")
	}
}
