package rating

import (
	"errors"
	"fmt"

	"github.com/kumite/kumite/policy/stats"
)

// Legs are one contestant's points in a pair: 0, ½ or 1 for each leg.
type Legs struct{ AsLeft, AsRight float64 }

// SideEstimate is an estimate of the left side's advantage.
type SideEstimate struct {
	Advantage float64        // left's points minus right's, per leg, in [−1, 1]
	CI95      stats.Interval // over pairs
	Pairs     int
	Method    Method // how CI95 was computed
}

// SideAdvantage estimates the mean of the left side's points minus the right side's.
// Within a pair that is one contestant's points on the left minus its points on the
// right, regardless of strength. The interval is over pairs, with Wilson's rule on
// (advantage+1)/2.
func SideAdvantage(pairs []Legs) (SideEstimate, error) {
	if len(pairs) == 0 {
		return SideEstimate{}, errors.New("side advantage: no pairs; give at least one finished pair")
	}
	var counts Pentanomial // of (advantage+1)/2
	for i, p := range pairs {
		for _, leg := range [2]float64{p.AsLeft, p.AsRight} {
			if leg != 0 && leg != 0.5 && leg != 1 {
				return SideEstimate{}, fmt.Errorf("side advantage: pair %d has a leg with %v points; want 0, 0.5 or 1", i, leg)
			}
		}
		counts.Add(p.AsLeft, 1-p.AsRight)
	}
	mean, variance := moments(counts[:])
	iv, method := meanInterval(mean, variance, len(pairs))
	return SideEstimate{
		Advantage: 2*mean - 1,
		CI95:      stats.Interval{Lo: 2*iv.Lo - 1, Hi: 2*iv.Hi - 1},
		Pairs:     len(pairs), Method: method,
	}, nil
}
