package rating

import (
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// Method is how an interval was computed.
type Method string

// The methods. Wilson is used where the normal interval would be too narrow.
const (
	MethodNormal Method = "normal"
	MethodWilson Method = "wilson"
)

// minNormalPairs is the minimum number of pairs for the normal interval.
const minNormalPairs = 10

// meanInterval returns the 95 % interval of the mean in [0, 1] of n pairs whose
// variance (divided by n) is v: mean ± z√(v/n) clipped, or Wilson's if v is zero or n
// is below ten.
func meanInterval(mean, v float64, n int) (stats.Interval, Method) {
	if v == 0 || n < minNormalPairs {
		return stats.Wilson(math.Min(math.Max(mean, 0), 1)*float64(n), float64(n)), MethodWilson
	}
	half := stats.Z95 * math.Sqrt(v/float64(n))
	return stats.Interval{Lo: mean - half, Hi: mean + half}.Clip(0, 1), MethodNormal
}
