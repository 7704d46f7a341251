package audit

import (
	"fmt"
	"math"
)

// usualPeriodMS is the decision period of the duel's own agents and logs. Where
// the logs have it, frames are given without the time that they last.
const usualPeriodMS = 100

// unusual reports whether a frame lasts another time than in the duel; 0 is unknown.
func unusual(periodMS float64) bool { return periodMS > 0 && math.Abs(periodMS-usualPeriodMS) > 1e-9 }

// Lasting is the time that so many frames last, " (66.7 ms)", for after a number
// of frames. It is "" where the decision period is the duel's.
func Lasting(frames int, periodMS float64) string {
	if !unusual(periodMS) {
		return ""
	}
	return fmt.Sprintf(" (%.3g ms)", math.Abs(float64(frames))*periodMS)
}
