package arena

import (
	"cmp"
	"fmt"

	"github.com/kumite/kumite/policy/rating"
)

// count adds a pair to the results. It needs to know all withdrawals, so counted
// must have returned.
func (s *summary) count(p countedPair) {
	who, res := s.judge.pairings[p.pairing], &s.Pairings[p.pairing]
	ends := [2]int{who.A, who.B}
	_, outA := s.judge.withdrawn[who.A]
	_, outB := s.judge.withdrawn[who.B]
	mine := [2]bool{!outB || outA, !outA || outB} // the pair counts for this end
	if p.duplicate {
		res.Duplicates++
	}
	repeated := [2]bool{p.duplicate, p.duplicate}
	for i := range p.legs {
		l := &p.legs[i]
		if !p.duplicate {
			res.count(l)
		}
		for end, contestant := range ends {
			x := &s.Contestants[contestant]
			if l.Retried.Contestant == x.Name {
				x.Retried++
				x.FirstRetry = cmp.Or(x.FirstRetry, fmt.Sprintf("%s: %s", l.Retried.Kind, l.Retried.Text))
			}
			if l.Outcome == Void {
				if l.Void.Contestant == x.Name {
					x.Voids++
				}
				continue
			}
			stood := aSide(l.Leg)
			if end == 1 {
				stood = stood.Other()
			}
			key := shared{s.same[ends[1-end]], stood, l.Seed, l.Ticks, l.Hash}
			switch {
			case !mine[end]:
			case s.seen[contestant][key]:
				x.Duplicates++
				repeated[end] = true
			default:
				s.seen[contestant][key] = true
				x.count(l, end)
				x.slice(l, end, s.Rules)
				s.ticks[contestant] += int64(l.Ticks)
			}
		}
	}
	if len(p.legs) < 2 || p.duplicate {
		return
	}
	first, ok1 := p.legs[0].points()
	second, ok2 := p.legs[1].points()
	if !ok1 || !ok2 {
		return
	}
	res.Pentanomial.Add(first, second)
	s.seeds[p.pairing][p.legs[0].Seed] = true
	if mine[0] && !repeated[0] {
		s.Contestants[who.A].Pentanomial.Add(first, second)
	}
	if mine[1] && !repeated[1] {
		s.Contestants[who.B].Pentanomial.Add(1-first, 1-second)
	}
	if !outA && !outB && !repeated[0] && !repeated[1] {
		s.sides = append(s.sides, rating.Legs{AsLeft: first, AsRight: second})
		s.scores = append(s.scores, rating.PairScore{A: who.A, B: who.B, Score: (first + second) / 2})
	}
}
