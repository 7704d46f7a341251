package agent

import "github.com/kumite/kumite/sim"

// Book is the agent's own record of which skills are available. It is derived from the
// table of skills and the agent's presses, not from the world. A press that the game
// rejected counts as spent, and the gauge, which only hits fill, is assumed to be
// full.
//
// The zero value is the start of a match.
type Book struct {
	tick  int32                // current tick
	ready [sim.NumSkills]int32 // first tick at which each skill is off cooldown
	spent int32                // missing stamina, as ticks until it has regenerated
}

// Advance moves the book to a tick, which must not be earlier than the current one.
func (b *Book) Advance(tick int32) {
	if tick > b.tick {
		b.spent = max(b.spent-(tick-b.tick), 0)
		b.tick = tick
	}
}

// Spend enters a press that takes effect at a tick.
func (b *Book) Spend(k sim.Skill, tick int32) {
	spec := k.Spec()
	b.ready[k] = tick + spec.Cooldown
	b.spent += spec.Cost * sim.StaminaTicks
}

// Available reports whether k would be off cooldown and affordable for a press that
// takes effect at a tick.
func (b *Book) Available(k sim.Skill, tick int32) bool {
	if k == sim.None {
		return true
	}
	spec := k.Spec()
	spent := max(b.spent-(tick-b.tick), 0)
	return tick >= b.ready[k] && spent+spec.Cost*sim.StaminaTicks <= sim.StaminaFull*sim.StaminaTicks
}
