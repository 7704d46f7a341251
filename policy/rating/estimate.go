package rating

import (
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// Method names how an interval was made.
type Method string

// The methods. Wilson stands in where the normal interval would pretend to a
// certainty that the data do not hold.
const (
	MethodNormal Method = "normal"
	MethodWilson Method = "wilson"
)

// minNormalPairs is the fewest pairs that the normal interval is used for.
const minNormalPairs = 10

// meanInterval is the 95 % interval of a mean in [0, 1] of n pairs with
// variance v (divided by n): mean ± z√(v/n) clipped, or Wilson's with n = pairs
// when v is zero or n is below ten.
func meanInterval(mean, v float64, n int) (stats.Interval, Method) {
	if v == 0 || n < minNormalPairs {
		return stats.Wilson(math.Min(math.Max(mean, 0), 1)*float64(n), float64(n)), MethodWilson
	}
	half := stats.Z95 * math.Sqrt(v/float64(n))
	return stats.Interval{Lo: mean - half, Hi: mean + half}.Clip(0, 1), MethodNormal
}
