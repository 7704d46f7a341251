package stats

import (
	"sort"

	"gonum.org/v1/gonum/mathext"
)

// EarlyStopConfidence is the confidence of the claims of MinSamples and EarlyStop.
const EarlyStopConfidence = 0.99

// binomialCDF returns the probability of at most k successes in n trials that succeed
// with probability p, 0 < p < 1.
func binomialCDF(k, n int, p float64) float64 {
	switch {
	case k < 0:
		return 0
	case k >= n:
		return 1
	}
	return mathext.RegIncBeta(float64(n-k), float64(k+1), 1-p)
}

// MinSamples returns the smallest number of independent samples of which late may
// exceed a bound while the claim that the q-quantile is within the bound holds with
// a confidence of EarlyStopConfidence, 0 < q < 1. It is the early-stopping criterion
// of MLPerf LoadGen without tolerance: were the share of samples beyond the bound
// 1 − q, so few late ones would have a probability of at most 1 − EarlyStopConfidence.
func MinSamples(q float64, late int) int {
	confirms := func(n int) bool { return binomialCDF(late, n, 1-q) <= 1-EarlyStopConfidence }
	high := late + 1
	for !confirms(high) {
		high *= 2
	}
	return high/2 + sort.Search(high-high/2, func(i int) bool { return confirms(high/2 + i) })
}

// MaxLate returns the largest number of late samples of which n are enough for the claim
// of MinSamples, or −1 if n are too few even without a late one.
func MaxLate(q float64, n int) int {
	return sort.Search(n, func(t int) bool { return binomialCDF(t, n, 1-q) > 1-EarlyStopConfidence }) - 1
}

// EarlyStop is LoadGen's early-stopping estimate of a quantile.
type EarlyStop struct {
	Estimate Float // upper bound of the quantile at EarlyStopConfidence; undefined with too few samples
	Late     int   // samples at or above the estimate
	Needed   int   // samples that an estimate needs
}

// NewEarlyStop returns the estimate of the q-quantile, sorted[n−t], where t is the
// largest number of late samples for which n are enough. sorted must be in ascending
// order, and 0 < q < 1.
func NewEarlyStop(sorted []float64, q float64) EarlyStop {
	n := len(sorted)
	e := EarlyStop{Estimate: Undefined(), Late: max(MaxLate(q, n), 0), Needed: MinSamples(q, 1)}
	if e.Late > 0 {
		e.Estimate = Float(sorted[n-e.Late])
	}
	return e
}

// QuantileCI95 returns a distribution-free 95 % interval of the q-quantile of
// independent samples: two order statistics whose ranks enclose the binomial's
// central 95 %. An end beyond the samples is NaN. sorted must be in ascending order,
// and 0 < q < 1.
func QuantileCI95(sorted []float64, q float64) Interval {
	n := len(sorted)
	// Sample number r, from 1, is at or below the quantile with the probability that at least r samples are.
	lower := sort.Search(n, func(r int) bool { return binomialCDF(r, n, q) > 0.025 })
	upper := sort.Search(n, func(r int) bool { return binomialCDF(r, n, q) >= 0.975 }) + 1
	out := Interval{float64(Undefined()), float64(Undefined())}
	if lower >= 1 {
		out.Lo = sorted[lower-1]
	}
	if upper <= n {
		out.Hi = sorted[upper-1]
	}
	return out
}
