package scores

import (
	"fmt"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// Differ describes the first way in which the scores are not those of a recording, ""
// for none: they are of another match, or the recorded presses are not those that were
// sent, in their order. Presses that were due after the end of the match are not recorded.
func (m *Match) Differ(r *duel.Recording) string {
	switch {
	case m.FinalHash != r.FinalHash:
		return fmt.Sprintf("the scores are of the match with final hash %.40q; recorded: %q", m.FinalHash, r.FinalHash)
	case m.Ticks != r.Ticks:
		return fmt.Sprintf("the scores are of %d ticks; recorded: %d", m.Ticks, r.Ticks)
	}
	for i, s := range m.Sides {
		if s == nil {
			continue
		}
		if what := m.pressesDiffer(s, r, sim.Side(i)); what != "" {
			return fmt.Sprintf("scores of %.200s: %s", r.Contestants[i].Name, what)
		}
	}
	return ""
}

// pressesDiffer compares the presses of one side.
func (m *Match) pressesDiffer(s *Side, r *duel.Recording, side sim.Side) string {
	next := 0 // decision
	for tick, in := range r.Inputs {
		k := in[side].Skill
		if k == sim.None {
			continue
		}
		for next < s.Len() && !s.sent(next) {
			next++
		}
		due := int32(next) * s.PeriodTicks
		if next == s.Len() || due > int32(tick) {
			return fmt.Sprintf("%s was pressed at tick %d, and no decision sent it", k, tick)
		}
		if sent := s.Classes[s.wanted[next]]; sent != k.String() {
			return fmt.Sprintf("%s was pressed at tick %d; the decision at tick %d sent %.100q", k, tick, due, sent)
		}
		next++
	}
	return ""
}

// sent reports whether a decision sent a skill.
func (s *Side) sent(i int) bool { return int(s.wanted[i]) != s.NoAction && s.held[i] == 0 }
