package recommend

import (
	"math"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy/stats"
)

// compare compares the leader with the other candidates, of a sequential test with those
// that it accepted too.
func (c *choice) compare(legs []arena.Leg) {
	if len(c.candidates) < 2 {
		return
	}
	scores := pairScores(legs)
	for _, s := range c.candidates[1:] {
		if c.accepted && c.tested(s) == 0 {
			continue
		}
		r, met := c.met(s.Name)
		if !met {
			r = common(s.Name, scores[c.doc.Name], scores[s.Name])
		}
		r.Tied = r.Pairs > 0 && equal(r.Lead, 0) && equal(s.PairScore, c.candidates[0].PairScore)
		c.doc.Rivals = append(c.doc.Rivals, r)
	}
}

// equal reports whether two scores are the same as texts show them, in tenths of a percent.
func equal(a, b stats.Float) bool { return math.Abs(float64(a-b)) < 0.0005 }

// met returns the comparison by the pairs of the leader against a rival.
func (c *choice) met(rival string) (Rival, bool) {
	for _, p := range c.results.Pairings {
		score, ci := float64(p.Score), p.ScoreCI95
		switch {
		case p.Pentanomial.Pairs() == 0:
			continue
		case p.A == c.doc.Name && p.B == rival:
		case p.B == c.doc.Name && p.A == rival:
			score, ci = 1-score, ci.Complement()
		default:
			continue
		}
		return Rival{
			Name: rival, Met: true, Lead: stats.Float(2*score - 1), CI95: stats.Interval{Lo: 2*ci.Lo - 1, Hi: 2*ci.Hi - 1}, Pairs: p.Pentanomial.Pairs(),
		}, true
	}
	return Rival{}, false
}

// meeting is a pair of a contestant against an opponent.
type meeting struct {
	opponent string
	seed     uint64
}

// pairScores returns the scores of all complete pairs, by contestant.
func pairScores(legs []arena.Leg) map[string]map[meeting]float64 {
	complete := arena.PairScores(legs)
	scores := map[string]map[meeting]float64{}
	add := func(name, opponent string, seed uint64, score float64) {
		if scores[name] == nil {
			scores[name] = map[meeting]float64{}
		}
		scores[name][meeting{opponent, seed}] = score
	}
	for i := range legs {
		l := &legs[i]
		if score, ok := complete[arena.PairKey{Pairing: l.Pairing, Pair: l.Pair}]; ok {
			add(l.A, l.B, l.Seed, score)
			add(l.B, l.A, l.Seed, 1-score)
		}
	}
	return scores
}

// common compares by the pairs against the same opponents on the same seeds.
func common(rival string, leader, other map[meeting]float64) Rival {
	var differences []float64
	for m, score := range leader {
		if theirs, ok := other[m]; ok {
			differences = append(differences, score-theirs)
		}
	}
	lead, ci := stats.PairedDifference(differences)
	return Rival{Name: rival, Lead: stats.Float(lead), CI95: ci, Pairs: len(differences)}
}
