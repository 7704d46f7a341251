package feedback

import (
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/moments"
)

// A person tags a moment a little before or after it. These are the ticks around the tag
// in which its moment is looked for.
const (
	Before = 3 * sim.TickRate
	After  = sim.TickRate / 2
)

// Subject returns the moment of a side that a complaint at a tick is about: the press at
// or before the tick that is nearest, or the missed opening that the tick is in or nearest
// to. ok is false if there is none within Before and After of the tick, or if the kind
// concerns neither presses nor openings.
func Subject(p *duel.Playback, side sim.Side, tick int32, kind Kind) (found moments.Moment, ok bool) {
	var want moments.Kind
	switch kind {
	case ShouldHaveActed:
		want = moments.Missed
	case Wasted, TooLate, WrongSkill:
		want = moments.Press
	default:
		return found, false
	}
	nearest := int32(Before + 1)
	for _, m := range moments.Find(p) {
		if m.Kind != want || m.Side != side || m.Tick > tick+After || m.End < tick-Before {
			continue
		}
		if gap := max(m.Tick-tick, tick-m.End, 0); gap < nearest {
			found, ok, nearest = m, true, gap
		}
	}
	return found, ok
}
