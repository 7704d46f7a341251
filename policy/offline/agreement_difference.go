package offline

import (
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// Difference is how much higher the ρ of one metric with the online score is than
// that of another, over the same units.
type Difference struct {
	Spearman float64        // of the first metric − of the second, averaged over settings
	CI95     stats.Interval // over paired bootstrap samples of the units
}

// Shown reports whether the first metric is shown to predict better: its interval is
// above 0.
func (d Difference) Shown() bool { return d.CI95.Lo > 0 }

// differences is the number of bootstrap samples of a Difference, and
// differenceStream their stream.
const (
	differences      = 2000
	differenceStream = 0x646966666572
)

// Compare compares two metrics as predictors of the online score. Each setting is
// the same units in the same order, played in another way. The samples draw units,
// with all their values, so that the two metrics and the settings stay paired.
// Units for which a metric is undefined are left out. Samples in which a ρ is
// undefined are left out, too; the interval is undefined if most are.
func Compare(first, second Metric, settings [][]Unit, seed uint64) Difference {
	var a, b, online [][]float64 // [setting][unit]
	for _, units := range settings {
		var x, y, z []float64
		for _, u := range units {
			v, w := first.Of(u.Offline), second.Of(u.Offline)
			if math.IsNaN(v) || math.IsNaN(w) {
				continue
			}
			x, y, z = append(x, v), append(y, w), append(z, u.Online)
		}
		a, b, online = append(a, x), append(b, y), append(online, z)
	}
	if len(a) == 0 || len(a[0]) < 2 {
		return Difference{math.NaN(), stats.UndefinedInterval()}
	}
	all := make([]int, len(a[0]))
	for i := range all {
		all[i] = i
	}
	d := Difference{meanRho(a, online, all) - meanRho(b, online, all), stats.UndefinedInterval()}
	var sampled []float64
	for sample := range stats.Resamples(len(all), differences, seed, differenceStream) {
		if v := meanRho(a, online, sample) - meanRho(b, online, sample); !math.IsNaN(v) {
			sampled = append(sampled, v)
		}
	}
	if 2*len(sampled) > differences {
		d.CI95 = stats.Percentiles95(sampled)
	}
	return d
}

// meanRho returns Spearman's ρ over the units of a sample, averaged over settings.
func meanRho(x, y [][]float64, sample []int) float64 {
	total := 0.0
	a, b := make([]float64, len(sample)), make([]float64, len(sample))
	for setting := range x {
		for k, i := range sample {
			a[k], b[k] = x[setting][i], y[setting][i]
		}
		total += stats.Spearman(a, b)
	}
	return total / float64(len(x))
}
