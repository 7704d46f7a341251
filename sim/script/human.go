package script

import "github.com/kumite/kumite/sim"

// human is a player with a reaction time who hesitates. A chance opens when a
// skill becomes right; the human takes it or lets it pass, presses after a
// delay, and only if that skill is still right then.
type human struct {
	takes   int32 // chances taken, in a hundred
	delay   int32 // mean reaction, ticks
	spread  int32 // its standard deviation
	fastest int32 // no reaction is quicker
	knows   [sim.NumSkills]bool
	wild    int32 // mean ticks between presses without reason; 0 is never
	chance  sim.Skill
	closed  int32 // ticks for which the chance has not been seen
	wait    int32 // until the press; negative lets it pass
}

// aWhile is how long a chance must be gone before it counts as a new one, so
// that a flicker is not a second draw.
const aWhile = 12

// newPro reacts after 250 ± 70 ms and takes six chances in ten.
func newPro() *human {
	h := &human{takes: 60, delay: 15, spread: 4, fastest: 8}
	for k := range h.knows {
		h.knows[k] = true
	}
	return h
}

// newRookie knows the plain answers, takes fewer chances, takes its time and
// sometimes presses for no reason.
func newRookie() *human {
	h := &human{takes: 50, delay: 20, spread: 6, fastest: 10, wild: 420}
	for _, k := range []sim.Skill{sim.Poke, sim.Lunge, sim.AntiAir, sim.GuardBreak} {
		h.knows[k] = true
	}
	return h
}

func (h *human) choose(r *sim.Rand, w *sim.World, me sim.Side) sim.Skill {
	if h.wild > 0 && r.Below(h.wild) == 0 {
		return sim.Skill(r.Between(1, int32(sim.NumSkills)-1))
	}
	right := answer(w, me)
	if !h.knows[right] {
		right = sim.None
	}
	switch {
	case right == sim.None:
		if h.closed++; h.closed >= aWhile {
			h.chance = sim.None
		}
		h.wait--
		return sim.None
	case right != h.chance:
		h.chance = right
		h.wait = -1
		if r.Chance(h.takes) {
			h.wait = max(r.Bell(h.delay, h.spread), h.fastest)
		}
	}
	h.closed = 0
	h.wait--
	if h.wait == 0 {
		return right
	}
	return sim.None
}
