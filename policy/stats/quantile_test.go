package stats_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/kumite/kumite/policy/stats"
)

func TestQuantilesInterpolateBetweenOrderStatistics(t *testing.T) {
	values := []float64{1, 2, 4, 8} // type 7, as in R's quantile() and NumPy's percentile()
	for q, want := range map[float64]float64{0: 1, 0.25: 1.75, 0.5: 3, 0.9: 6.8, 1: 8} {
		if got := stats.Quantile(values, q); math.Abs(got-want) > 1e-12 {
			t.Errorf("q = %v: got %v, want %v", q, got, want)
		}
	}
	if got := stats.Quantile([]float64{0, math.Inf(1), math.Inf(1)}, 0.75); !math.IsInf(got, 1) {
		t.Errorf("between infinities: got %v, want +Inf", got)
	}
}

func TestResamplesDependOnlyOnSeedAndStream(t *testing.T) {
	draw := func(seed, stream uint64) (all []int) {
		for sample := range stats.Resamples(50, 4, seed, stream) {
			all = append(all, sample...)
		}
		return all
	}
	a := draw(1, 2)
	if len(a) != 200 || slices.Min(a) < 0 || slices.Max(a) > 49 {
		t.Fatalf("got %d indices from %d to %d; want 200 from 0 to 49", len(a), slices.Min(a), slices.Max(a))
	}
	if !slices.Equal(a, draw(1, 2)) {
		t.Error("the same seed and stream gave different samples")
	}
	if slices.Equal(a, draw(1, 3)) || slices.Equal(a, draw(2, 2)) {
		t.Error("another seed or stream gave the same samples")
	}
}

func ExampleWilson() {
	ci := stats.Wilson(344, 400)
	fmt.Printf("344/400 = %.1f %% [%.1f, %.1f]\n", 86.0, 100*ci.Lo, 100*ci.Hi)
	// Output: 344/400 = 86.0 % [82.3, 89.1]
}
