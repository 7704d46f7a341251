package arena

import "github.com/kumite/kumite/sim"

// Slice is a contestant's score over some of its legs: by "opponent", by "side"
// ("left", "right") or by "length": the third of the match's time in which a
// knock-out ended it ("first third", "second third", "last third"), or "bell".
type Slice struct {
	By string `json:"by"`
	Is string `json:"is"`
	Score
}

// lengths of a match, shortest first.
var lengths = [...]string{"first third", "second third", "last third", "bell"}

// length returns the length of a leg in the terms of Slice.
func length(l *Leg, rules sim.Rules) string {
	if l.Reason == "bell" {
		return lengths[3]
	}
	third := int64(l.Ticks-1) * 3 / int64(rules.MatchTicks)
	return lengths[min(max(third, 0), 2)]
}

// newSlices returns the empty slices of a contestant that meets opponents.
func newSlices(opponents []string) []Slice {
	var all []Slice
	for _, name := range opponents {
		all = append(all, Slice{By: "opponent", Is: name})
	}
	all = append(all, Slice{By: "side", Is: sim.Left.String()}, Slice{By: "side", Is: sim.Right.String()})
	for _, name := range lengths {
		all = append(all, Slice{By: "length", Is: name})
	}
	return all
}

// slice adds a leg that the contestant played as A (side 0) or B (side 1).
func (s *Standing) slice(l *Leg, side int, rules sim.Rules) {
	opponent, stood := l.B, aSide(l.Leg)
	if side == 1 {
		opponent, stood = l.A, stood.Other()
	}
	is := map[string]string{"opponent": opponent, "side": stood.String(), "length": length(l, rules)}
	for i := range s.Slices {
		if x := &s.Slices[i]; is[x.By] == x.Is {
			x.add(l.Outcome, side == 0)
		}
	}
}
