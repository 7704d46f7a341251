package rating

import (
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// Elo returns the rating difference for an expected score in [0, 1]:
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

// Score returns the expected score for a rating difference. It is the inverse of Elo.
func Score(elo float64) float64 { return 1 / (1 + math.Pow(10, -elo/400)) }

// eloInterval converts the ends of an interval of scores to Elo. The result is
// asymmetric.
func eloInterval(score stats.Interval) stats.Interval {
	return stats.Interval{Lo: Elo(score.Lo), Hi: Elo(score.Hi)}
}
