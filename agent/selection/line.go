package selection

import (
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// shrunk returns each candidate's mean and its standard error, drawn towards the line of all
// candidates in their offline scores, or their common mean without, by their spread around
// it. The error is 0 for those that are out or have not played.
func (b *belief) shrunk(scores [][]float64, out []bool) (means, errs []float64) {
	means, errs = make([]float64, len(scores)), make([]float64, len(scores))
	for i, of := range scores {
		if len(of) > 0 && !out[i] {
			means[i], errs[i] = stats.Mean(of), math.Sqrt(b.variance[i]/float64(len(of)))
		}
	}
	spread := 0.2
	var level, slope float64
	for range 8 { // weights depend on the spread
		w, sx, sy, sxx, sxy := 0.0, 0.0, 0.0, 0.0, 0.0
		for i, err := range errs {
			if err > 0 {
				x, k := b.offline(i), 1/(spread*spread+err*err)
				w, sx, sy, sxx, sxy = w+k, sx+k*x, sy+k*means[i], sxx+k*x*x, sxy+k*x*means[i]
			}
		}
		if w == 0 {
			return means, errs
		}
		slope = 0
		if d := w*sxx - sx*sx; d > 1e-9 {
			slope = (w*sxy - sx*sy) / d
		}
		level = (sy - slope*sx) / w
		over := 0.0 // what the spread of the means exceeds their errors by
		for i, err := range errs {
			if err > 0 {
				k, d := 1/(spread*spread+err*err), means[i]-level-slope*b.offline(i)
				over += k * (d*d - err*err)
			}
		}
		spread = math.Sqrt(max(over/w, 0.02*0.02))
	}
	for i, err := range errs {
		if err > 0 {
			k, at := spread*spread/(spread*spread+err*err), level+slope*b.offline(i)
			means[i], errs[i] = at+k*(means[i]-at), math.Sqrt(k)*err
		}
	}
	return means, errs
}

func (b *belief) offline(i int) float64 {
	if b.prior == nil {
		return 0
	}
	return b.prior[i]
}
