package stats

import (
	"math"
	"slices"
)

// Quantile returns a quantile by linear interpolation between order statistics
// (Hyndman and Fan's type 7). sorted must be in ascending order and not empty.
func Quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	low := int(at)
	if low+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	if sorted[low] == sorted[low+1] {
		return sorted[low] // also if both are infinite
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}

// Percentiles95 returns the quantiles of values at 2.5 % and 97.5 %. It sorts values,
// which must not be empty.
func Percentiles95(values []float64) Interval {
	slices.Sort(values)
	return Interval{Lo: Quantile(values, 0.025), Hi: Quantile(values, 0.975)}
}

// OrderStatistics95 is Percentiles95 without interpolation. It sorts values, which
// must not be empty.
func OrderStatistics95(values []float64) Interval {
	slices.Sort(values)
	n := len(values)
	return Interval{Lo: values[n*25/1000], Hi: values[min(n*975/1000, n-1)]}
}

// NearestRank returns the smallest value that at least a share q of the values does
// not exceed, sorted[⌈n·q⌉−1]. sorted must be in ascending order and not empty, and q
// above 0.
func NearestRank(sorted []float64, q float64) float64 {
	return sorted[int(math.Ceil(q*float64(len(sorted))))-1]
}

// Ratio returns a/b, or NaN if b is 0.
func Ratio(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}

// Mean returns the arithmetic mean, or NaN without values.
func Mean(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total / float64(len(values))
}
