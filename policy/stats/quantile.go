package stats

import (
	"math"
	"slices"
)

// Quantile interpolates linearly between the order statistics (Hyndman and
// Fan's type 7). sorted must hold at least one value, in rising order.
func Quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	low := int(at)
	if low+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	if sorted[low] == sorted[low+1] {
		return sorted[low] // also where both are infinite
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}

// Percentiles95 is the central 95 % of values: their quantiles at 2.5 % and
// 97.5 %. It sorts values, of which there must be at least one.
func Percentiles95(values []float64) Interval {
	slices.Sort(values)
	return Interval{Lo: Quantile(values, 0.025), Hi: Quantile(values, 0.975)}
}

// OrderStatistics95 is Percentiles95 without interpolation: the values that 2.5 %
// and 97.5 % of the others lie below. It sorts values, of which there must be at
// least one.
func OrderStatistics95(values []float64) Interval {
	slices.Sort(values)
	n := len(values)
	return Interval{Lo: values[n*25/1000], Hi: values[min(n*975/1000, n-1)]}
}

// NearestRank is the smallest value that at least a share q of the values does
// not exceed, sorted[⌈n·q⌉−1]. sorted must hold at least one value, in rising
// order, and q lie above 0.
func NearestRank(sorted []float64, q float64) float64 {
	return sorted[int(math.Ceil(q*float64(len(sorted))))-1]
}

// Ratio is a/b, NaN where b is 0.
func Ratio(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}

// Mean is the arithmetic mean, NaN of no values.
func Mean(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total / float64(len(values))
}
