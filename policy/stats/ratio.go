package stats

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// PairedRatio returns the geometric mean of a[i]/b[i] with its 95 % interval: that of
// Student's t for the mean of the log ratios. Measured alternately, the members of a
// pair share the state of the machine, which the ratio cancels. The numbers must be
// positive. With fewer than two pairs the interval is undefined, without one also the
// ratio.
func PairedRatio(a, b []float64) (Float, Interval) {
	logs := make([]float64, len(a))
	for i := range a {
		logs[i] = math.Log(a[i] / b[i])
	}
	mean, ci := MeanCI95(logs)
	return Float(math.Exp(mean)), Interval{math.Exp(ci.Lo), math.Exp(ci.Hi)}
}

// MeanCI95 returns the mean of values with Student's 95 % interval, which is undefined
// with fewer than two values.
func MeanCI95(values []float64) (mean float64, ci Interval) {
	mean = Mean(values)
	if len(values) < 2 {
		return mean, Interval{math.NaN(), math.NaN()}
	}
	n := float64(len(values))
	half := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.975) * stat.StdDev(values, nil) / math.Sqrt(n)
	return mean, Interval{mean - half, mean + half}
}
