package rating

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/kumite/kumite/policy/stats"
)

// Method is how an interval was computed.
type Method string

// The methods. The normal interval is too narrow where few pairs were played or few of
// them were lost (or won); there one of the others is used.
const (
	MethodNormal Method = "normal"
	MethodExact  Method = "exact"
	MethodWilson Method = "wilson"
)

// The conditions of the normal interval: enough pairs, and either a score in the middle
// or enough points on the smaller side, in pairs.
const (
	minWilsonPairs  = 10 // below, Wilson's interval
	minNormalPairs  = 20
	minNormalScore  = 0.25 // and at most 1 − that
	minNormalPoints = 15
)

// meanInterval returns the 95 % interval of the mean in [0, 1] of n pairs whose
// variance (divided by n) is v:
//
//   - mean ± z√(v/n), clipped, where n and the score allow it;
//   - the exact binomial interval of Clopper and Pearson (1934) with mean·n of n
//     successes, which need not be whole, where they do not: a mean of values in [0, 1]
//     varies at most as much as that of a coin;
//   - Wilson's with the same counts, if v is zero or n is below ten.
//
// TestCoverageOfPairIntervals measures its coverage.
func meanInterval(mean, v float64, n int) (stats.Interval, Method) {
	mean = math.Min(math.Max(mean, 0), 1)
	pairs := float64(n)
	smaller := math.Min(mean, 1-mean)
	switch {
	case v == 0 || n < minWilsonPairs:
		return stats.Wilson(mean*pairs, pairs), MethodWilson
	case n < minNormalPairs || smaller < minNormalScore && smaller*pairs < minNormalPoints:
		return clopperPearson(mean*pairs, pairs), MethodExact
	}
	half := stats.Z95 * math.Sqrt(v/pairs)
	return stats.Interval{Lo: mean - half, Hi: mean + half}.Clip(0, 1), MethodNormal
}

// clopperPearson returns the exact 95 % interval of a binomial share. Successes may be
// fractional, 0 < successes < n.
func clopperPearson(successes, n float64) stats.Interval {
	const tail = 0.025
	return stats.Interval{
		Lo: mathext.InvRegIncBeta(successes, n-successes+1, tail),
		Hi: mathext.InvRegIncBeta(successes+1, n-successes, 1-tail),
	}
}
