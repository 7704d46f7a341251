package watch

import (
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/moments"
	"github.com/kumite/kumite/sim/script"
)

// longOpening is how long an opening lasts until it counts again, so that a side that
// stands before an idle opponent is seen to miss something. Package moments, which knows
// the end of a match, counts an opening once.
const longOpening = 2 * sim.TickRate

// A model has collapsed if it has missed so many openings and has pressed in fewer than
// one of collapsedRatio of them.
const (
	collapsedMissed = 8
	collapsedRatio  = 10
)

// openings counts the openings of one side, stretches of ticks in which the script oracle
// would press; those shorter than moments.MinOpening could not be used. The zero value is that of a match's start.
type openings struct {
	skill  sim.Skill // of the open one, or None
	since  int32
	missed int
}

// see follows the world before a tick. It reports an opening that has just been missed.
func (o *openings) see(w *sim.World, me sim.Side) (missed sim.Skill) {
	right := script.Opening(w, me)
	open := w.Tick - o.since
	if o.skill != sim.None && (right == sim.None && open >= moments.MinOpening || open >= longOpening) {
		missed = o.skill
		o.missed++
	}
	switch {
	case right == sim.None:
		o.skill = sim.None
	case o.skill == sim.None, missed != sim.None:
		o.skill, o.since = right, w.Tick
	}
	return missed
}

// use ends the open one: the side has pressed.
func (o *openings) use() { o.skill = sim.None }

// collapsed reports whether a side with so many presses hardly ever uses its openings.
func (o *openings) collapsed(presses int) bool {
	return o.missed >= collapsedMissed && presses*collapsedRatio < o.missed
}
