package stats

import (
	"fmt"
	"math"
)

// Percent formats a share with its interval: "61.5 % [57.0, 65.7]".
func Percent(share float64, ci Interval) string {
	return fmt.Sprintf("%.1f %% [%.1f, %.1f]", 100*share, 100*ci.Lo, 100*ci.Hi)
}

// Signed formats a difference or a rating with its interval: "+55.6 [+28.3, +83.6]".
func Signed(value float64, ci Interval) string {
	return signed(value, "", ci)
}

// Points is Signed for a difference of shares in points of 100, where the unit is named
// beside it.
func Points(difference float64, ci Interval) string {
	return signed(100*difference, "", Interval{Lo: 100 * ci.Lo, Hi: 100 * ci.Hi})
}

// InPoints is Points with the unit: "+4.0 points [-1.2, +9.2]".
func InPoints(difference float64, ci Interval) string {
	return signed(100*difference, " points", Interval{Lo: 100 * ci.Lo, Hi: 100 * ci.Hi})
}

func signed(value float64, unit string, ci Interval) string {
	return fmt.Sprintf("%+.1f%s [%+.1f, %+.1f]", positiveZero(value), unit, positiveZero(ci.Lo), positiveZero(ci.Hi))
}

// positiveZero returns 0 for a value that would be shown as -0.0.
func positiveZero(value float64) float64 {
	if math.Abs(value) < 0.05 {
		return 0
	}
	return value
}
