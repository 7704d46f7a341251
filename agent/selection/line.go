package selection

import (
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// line returns the contenders' offline scores less their mean, with a mean square of one,
// or zeros where they tell nothing. The contenders' true means are around a line in them.
func (b *belief) line() []float64 {
	x := make([]float64, len(b.who))
	if b.prior == nil || len(x) < 3 { // a line goes through any two
		return x
	}
	for a, i := range b.who {
		x[a] = b.prior[i]
	}
	mean, squares := stats.Mean(x), 0.0
	for a := range x {
		x[a] -= mean
		squares += x[a] * x[a]
	}
	scale := 0.0
	if squares > 1e-12 {
		scale = math.Sqrt(float64(len(x)) / squares)
	}
	for a := range x {
		x[a] *= scale
	}
	return x
}
