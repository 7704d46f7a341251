package stats_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/kumite/kumite/policy/stats"
)

func TestAveragePrecisionOfTiesIsThatOfTheWholeGroup(t *testing.T) {
	for _, c := range []struct {
		name     string
		scores   []float32
		positive []bool
		want     float64
	}{
		{"all equal", []float32{1, 1, 1, 1}, []bool{false, true, false, false}, 0.25},
		{"perfect", []float32{3, 1, 2, 0}, []bool{true, false, true, false}, 1},
		{"last", []float32{3, 2, 1}, []bool{false, false, true}, 1.0 / 3},
		{"a tie after a hit", []float32{5, 4, 4}, []bool{true, true, false}, 0.5 + 0.5*2/3},
		{"nothing positive", []float32{2, 1}, []bool{false, false}, math.NaN()},
		{"nothing", nil, nil, math.NaN()},
	} {
		got := stats.AveragePrecision(c.scores, c.positive)
		if math.Abs(got-c.want) > 1e-15 || math.IsNaN(got) != math.IsNaN(c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func ExampleAveragePrecision() {
	// The example of scikit-learn's documentation.
	fmt.Printf("%.2f\n", stats.AveragePrecision([]float32{0.1, 0.4, 0.35, 0.8}, []bool{false, false, true, true}))
	// Output: 0.83
}
