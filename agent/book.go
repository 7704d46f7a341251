package agent

import "github.com/kumite/kumite/sim"

// Book is the agent's own record of what it can still do: it knows the table
// of skills and what it has sent, and nothing of the world. A press that the
// game refused counts as spent all the same, and gauge, which only hits fill,
// is taken to be there.
//
// The zero value is the start of a match.
type Book struct {
	tick  int32                // up to which the record is kept
	ready [sim.NumSkills]int32 // the tick from which each is off cooldown
	spent int32                // stamina missing, in ticks until it is back
}

// Advance moves the record to a tick, never to an earlier one.
func (b *Book) Advance(tick int32) {
	if tick > b.tick {
		b.spent = max(b.spent-(tick-b.tick), 0)
		b.tick = tick
	}
}

// Spend books a press that takes effect at a tick.
func (b *Book) Spend(k sim.Skill, tick int32) {
	spec := k.Spec()
	b.ready[k] = tick + spec.Cooldown
	b.spent += spec.Cost * sim.StaminaTicks
}

// Available says whether a press of k that takes effect at a tick would be
// off cooldown and paid for.
func (b *Book) Available(k sim.Skill, tick int32) bool {
	if k == sim.None {
		return true
	}
	spec := k.Spec()
	spent := max(b.spent-(tick-b.tick), 0)
	return tick >= b.ready[k] && spent+spec.Cost*sim.StaminaTicks <= sim.StaminaFull*sim.StaminaTicks
}
