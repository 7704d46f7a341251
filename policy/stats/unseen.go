package stats

import "math"

// UnseenShare returns the largest share that a kind of unit can have in a population, with
// 97.5 % confidence, if none of n units drawn from it is of that kind: 1 − 0.025^(1/n), the
// upper end of the exact interval (Clopper and Pearson, 1934) of 0 of n. For n = 0 it is 1.
func UnseenShare(n int) float64 {
	return 1 - math.Pow(0.025, 1/float64(n))
}

// UnseenCount returns the largest mean that a count of independent events can have, with
// 97.5 % confidence, if none was counted: −ln 0.025, the upper end of the exact interval
// (Garwood, 1936) of a Poisson count of 0.
func UnseenCount() float64 { return -math.Log(0.025) }

// Unvaried returns the interval of a value that is the same in every bootstrap sample, such
// as a count of 0. The samples repeat the units that were drawn, so their percentiles would
// be an interval without width. otherwise are the values if an UnseenShare of the units were
// of kinds that were not drawn. The interval spans all of them, and is undefined if none
// differs from the value.
func Unvaried(value float64, otherwise ...float64) Interval {
	iv := Interval{value, value}
	for _, v := range otherwise {
		if !math.IsNaN(v) {
			iv.Lo, iv.Hi = math.Min(iv.Lo, v), math.Max(iv.Hi, v)
		}
	}
	if iv.Unvaried() {
		return UndefinedInterval()
	}
	return iv
}

// Unvaried reports whether the interval has no width, but for rounding.
func (i Interval) Unvaried() bool { return !(i.Hi-i.Lo > 1e-12) }

// Inside reports whether v is between the ends of the interval, and not at one but for
// rounding.
func (i Interval) Inside(v float64) bool { return v-i.Lo > 1e-12 && i.Hi-v > 1e-12 }
