package rating

import (
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// Elo turns an expected score in [0, 1] into a rating difference:
// −400 log10(1/score − 1), −Inf at 0 and +Inf at 1.
func Elo(score float64) float64 {
	switch {
	case score <= 0:
		return math.Inf(-1)
	case score >= 1:
		return math.Inf(1)
	case score == 0.5:
		return 0 // not −0
	}
	return -400 * math.Log10(1/score-1)
}

// Score turns a rating difference into the expected score, Elo's inverse.
func Score(elo float64) float64 { return 1 / (1 + math.Pow(10, -elo/400)) }

// EloInterval maps an interval of scores end by end, so it is asymmetric.
func EloInterval(score stats.Interval) stats.Interval {
	return stats.Interval{Lo: Elo(score.Lo), Hi: Elo(score.Hi)}
}
