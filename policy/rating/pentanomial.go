package rating

import (
	"errors"
	"fmt"
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// Pentanomial counts pairs by their score: LL, LD, DD or WL, WD, WW, that is 0, ¼, ½,
// ¾ and 1. In JSON it is the array of counts.
type Pentanomial [5]int

var bucketNames = [5]string{"LL", "LD", "DDWL", "WD", "WW"}

// Add counts one pair by the points of its two legs, each 0, ½ or 1.
// It panics on any other points.
func (n *Pentanomial) Add(leg1, leg2 float64) { n[pairBucket(leg1, leg2)]++ }

// pairBucket returns the index of a pair in a Pentanomial, by the points of its two
// legs, each 0, ½ or 1. It panics on any other points.
func pairBucket(leg1, leg2 float64) int {
	for _, leg := range [2]float64{leg1, leg2} {
		if leg != 0 && leg != 0.5 && leg != 1 {
			panic(fmt.Sprintf("rating: leg has %v points", leg))
		}
	}
	return int(2 * (leg1 + leg2))
}

// Pairs returns the number of pairs.
func (n Pentanomial) Pairs() int {
	sum := 0
	for _, c := range n {
		sum += c
	}
	return sum
}

// Reverse returns the counts of the other contestant.
func (n Pentanomial) Reverse() Pentanomial {
	return Pentanomial{n[4], n[3], n[2], n[1], n[0]}
}

// Validate returns an error for negative counts or no pairs.
func (n Pentanomial) Validate() error {
	for i, c := range n {
		if c < 0 {
			return fmt.Errorf("pentanomial: %s is %d; counts start at 0", bucketNames[i], c)
		}
	}
	if n.Pairs() == 0 {
		return errors.New("pentanomial: all counts are zero; give at least one finished pair")
	}
	return nil
}

// Summary summarizes the pairs of a pairing for its first contestant.
type Summary struct {
	Pairs     int
	Score     float64        // mean pair score
	Variance  float64        // of one pair's score, divided by the number of pairs
	ScoreCI95 stats.Interval // over pairs
	Method    Method         // how ScoreCI95 was computed
	Elo       float64        // ±Inf at the ends
	EloCI95   stats.Interval // ScoreCI95 as Elo
	LOS       float64        // likelihood of superiority: P(true score > ½)
}

// Summarize estimates score, Elo and likelihood of superiority with 95 % intervals
// over pairs. LOS = ½(1 + erf((s−½)/(√2 se))). If all pairs have the same score, se is
// that of a fair coin per pair, 1/(2√pairs).
func (n Pentanomial) Summarize() (Summary, error) {
	if err := n.Validate(); err != nil {
		return Summary{}, err
	}
	pairs := n.Pairs()
	mean, variance := moments(n[:])
	s := Summary{Pairs: pairs, Score: mean, Variance: variance, Elo: Elo(mean)}
	s.ScoreCI95, s.Method = meanInterval(mean, variance, pairs)
	s.EloCI95 = eloInterval(s.ScoreCI95)
	se := math.Sqrt(variance / float64(pairs))
	if variance == 0 {
		se = 0.5 / math.Sqrt(float64(pairs))
	}
	s.LOS = 0.5 * (1 + math.Erf((mean-0.5)/(math.Sqrt2*se)))
	return s, nil
}

// moments returns the mean and the variance (divided by the total) of scores spaced
// evenly over [0, 1], lowest first, given their counts. The total must be positive.
func moments(counts []int) (mean, variance float64) {
	total, step := 0.0, 1/float64(len(counts)-1)
	for i, c := range counts {
		total += float64(c)
		mean += float64(c) * float64(i) * step
	}
	mean /= total
	for i, c := range counts {
		d := float64(i)*step - mean
		variance += float64(c) / total * d * d
	}
	return mean, variance
}
