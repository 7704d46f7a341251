package stats

import (
	"fmt"
	"math"
)

// Wilson returns the 95 % score interval (Wilson, 1927) of the share successes/n.
// successes may be fractional (draws are halves). For n = 0 it is [0, 1]. It panics
// unless 0 ≤ successes ≤ n.
func Wilson(successes, n float64) Interval {
	if !(successes >= 0 && successes <= n) || math.IsInf(n, 0) {
		panic(fmt.Sprintf("stats: Wilson of %v out of %v", successes, n))
	}
	if n == 0 {
		return Interval{0, 1}
	}
	p, zz := successes/n, Z95*Z95
	centre := (p + zz/(2*n)) / (1 + zz/n)
	half := Z95 / (1 + zz/n) * math.Sqrt(p*(1-p)/n+zz/(4*n*n))
	iv := Interval{centre - half, centre + half}.Clip(0, 1)
	if p == 0 {
		iv.Lo = 0 // exact despite rounding
	}
	if p == 1 {
		iv.Hi = 1
	}
	return iv
}
