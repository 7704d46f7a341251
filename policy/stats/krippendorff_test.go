package stats_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/kumite/kumite/policy/stats"
)

// The example of Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): four
// observers, twelve units, missing values left out.
var krippendorff = [][]float64{{1, 1, 1}, {2, 2, 3, 2}, {3, 3, 3, 3}, {3, 3, 3, 3}, {2, 2, 2, 2}, {1, 2, 3, 4}, {4, 4, 4, 4}, {1, 1, 2, 1}, {2, 2, 2, 2}, {5, 5, 5}, {1, 1}, {3}}

func TestAlphaIsThatOfTheStandardExample(t *testing.T) {
	for _, c := range []struct {
		name     string
		units    [][]float64
		distance func(a, b float64) float64
		want     float64
	}{
		{"nominal", krippendorff, stats.Nominal, 0.743},
		{"interval", krippendorff, func(a, b float64) float64 { return (a - b) * (a - b) }, 0.849},
		{"perfect", [][]float64{{1, 1}, {2, 2}, {2, 2}}, stats.Nominal, 1},
		{"always apart", [][]float64{{1, 2}, {2, 1}}, stats.Nominal, -0.5},
		{"one value", [][]float64{{1, 1}, {1, 1}}, stats.Nominal, math.NaN()},
		{"one rater", [][]float64{{1}, {2}}, stats.Nominal, math.NaN()},
	} {
		got := float64(stats.Alpha(c.units, c.distance))
		if !(math.Abs(got-c.want) < 0.0005) && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%s: α = %.4f, want %.3f", c.name, got, c.want)
		}
	}
}

func TestTheSizeOfASignTestIsExact(t *testing.T) {
	for p, want := range map[float64]int{0.60: 210, 0.65: 97, 0.70: 54, 0.75: 35} {
		if got := stats.SignTestSize(p); got != want {
			t.Errorf("a share of %v needs %d verdicts, want %d", p, got, want)
		}
	}
}

func ExampleAlpha() {
	fmt.Printf("%.3f\n", float64(stats.Alpha(krippendorff, stats.Nominal)))
	// Output: 0.743
}
