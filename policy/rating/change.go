package rating

import (
	"fmt"
	"math"
)

// bets are the stakes of a Decline, as shares of the largest one that cannot lose
// everything. Small ones find small declines, large ones large declines.
var bets = [...]float64{0.02, 0.05, 0.1, 0.2, 0.4, 0.8}

// Decline detects that the mean of observations in [0, 1], such as the scores of matches,
// has fallen below an expected one, at whatever observation that begins. It bets on it:
// the evidence of a stake λ is max(evidence, 1) · (1 + λ (expected − x)), and Evidence is
// the mean over the stakes. This is an e-detector of the CUSUM kind (Shin, Ramdas and
// Rinaldo, 2024): while the mean of each observation, given the earlier ones, is at least
// the expected one, the average number of observations until Evidence reaches A is at
// least A. Nothing is assumed of the distribution.
type Decline struct {
	expected float64
	wealth   [len(bets)]float64
	n        int
}

// NewDecline returns a detector of a decline below an expected mean, 0 < expected < 1.
func NewDecline(expected float64) (*Decline, error) {
	if !(expected > 0 && expected < 1) {
		return nil, fmt.Errorf("an expected rate of %v; want more than 0 and less than 1", expected)
	}
	return &Decline{expected: expected}, nil
}

// stake returns λ of a bet: an observation of 1 costs the share bet of the wealth.
func (d *Decline) stake(bet float64) float64 { return bet / (1 - d.expected) }

// Add adds an observation, 0 ≤ x ≤ 1.
func (d *Decline) Add(x float64) {
	for i, bet := range bets {
		d.wealth[i] = max(d.wealth[i], 1) * (1 + d.stake(bet)*(d.expected-x))
	}
	d.n++
}

// Evidence returns the evidence of a decline: 0 before the first observation. An alarm at A
// has an average run length of at least A observations without a decline.
func (d *Decline) Evidence() float64 {
	if d.n == 0 {
		return 0
	}
	sum := 0.0
	for _, w := range d.wealth {
		sum += w
	}
	return sum / float64(len(bets))
}

// More returns about how many more observations take the evidence to an alarm, if each is 1
// with probability rate and else 0; +Inf if the rate is not below the expected one by enough
// for any stake.
func (d *Decline) More(rate, alarm float64) float64 {
	least := math.Inf(1)
	for i, bet := range bets {
		λ := d.stake(bet)
		growth := rate*math.Log1p(λ*(d.expected-1)) + (1-rate)*math.Log1p(λ*d.expected)
		if growth > 0 {
			need := math.Log(alarm*float64(len(bets))) - math.Log(max(d.wealth[i], 1))
			least = min(least, max(need, 0)/growth)
		}
	}
	return math.Ceil(least)
}
