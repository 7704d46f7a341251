package rating

import (
	"fmt"
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// mixtureRho makes the 95 % confidence sequence narrowest at 200 observations.
const mixtureRho = 6.088677

// ConfidenceSequence returns an interval around the running mean of n independent
// observations in [0, 1]. It holds for all n simultaneously with probability
// 1 − alpha, so it may be checked after every observation (normal mixture, Howard et
// al. 2021): half-width √((v+ρ) ln((v+ρ)/(ρα²)))/n with v = n/4. For n = 0 it is
// [0, 1]. It panics unless 0 ≤ mean ≤ 1, n ≥ 0 and 0 < alpha < 1.
func ConfidenceSequence(mean float64, n int, alpha float64) stats.Interval {
	if !(mean >= 0 && mean <= 1) || n < 0 || !(alpha > 0 && alpha < 1) {
		panic(fmt.Sprintf("rating: confidence sequence of mean %v, n %d, alpha %v", mean, n, alpha))
	}
	if n == 0 {
		return stats.Interval{Lo: 0, Hi: 1}
	}
	v := float64(n) / 4
	half := math.Sqrt((v+mixtureRho)*math.Log((v+mixtureRho)/(mixtureRho*alpha*alpha))) / float64(n)
	return stats.Interval{Lo: mean - half, Hi: mean + half}.Clip(0, 1)
}
