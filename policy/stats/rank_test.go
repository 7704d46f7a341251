package stats_test

import (
	"math"
	"testing"

	"github.com/kumite/kumite/policy/stats"
)

func TestPermutationPIsExactForFewUnits(t *testing.T) {
	for _, c := range []struct {
		x, y []float64
		want float64
	}{
		{[]float64{1, 2, 3, 4, 5}, []float64{2, 4, 6, 8, 9}, 2.0 / 120},  // only the order itself and its reverse reach |ρ| = 1
		{[]float64{1, 2, 3, 4, 5}, []float64{2, 1, 4, 3, 5}, 16.0 / 120}, // published for ρ = 0.8 with five units: 0.1333
	} {
		if got := stats.PermutationP(c.x, c.y, 1); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v, %v: got p %v, want %v", c.x, c.y, got, c.want)
		}
	}
}

func TestTheRandomPermutationTestIsReproducibleAndNearTheNormalApproximation(t *testing.T) {
	x, y := make([]float64, 20), make([]float64, 20)
	for i := range x {
		x[i], y[i] = float64(i), float64((i*7)%20)+float64(i)/3
	}
	got := stats.PermutationP(x, y, 1)
	z := stats.Spearman(x, y) * math.Sqrt(19)
	if want := math.Erfc(math.Abs(z) / math.Sqrt2); math.Abs(got-want) > 0.03 {
		t.Errorf("got p %v, normal approximation %v", got, want)
	}
	if again := stats.PermutationP(x, y, 1); again != got {
		t.Errorf("the same seed gave %v and %v", got, again)
	}
}

func TestCorrelationsWithAConstantAreUndefined(t *testing.T) {
	x, y := []float64{1, 1, 1}, []float64{1, 2, 3}
	for name, got := range map[string]float64{"Spearman": stats.Spearman(x, y), "Pearson": stats.Pearson(x, y), "KendallTauB": stats.KendallTauB(x, y), "PermutationP": stats.PermutationP(x, y, 1)} {
		if !math.IsNaN(got) {
			t.Errorf("%s of a constant: got %v, want NaN", name, got)
		}
	}
}
