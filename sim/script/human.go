package script

import "github.com/kumite/kumite/sim"

// human plays like a person with a reaction time who hesitates. A chance opens when a
// skill becomes right. The human takes it or passes it up, and presses after a delay if
// the skill is still right then.
type human struct {
	takes   int32 // percentage of chances taken
	delay   int32 // mean reaction time, ticks
	spread  int32 // its standard deviation
	fastest int32 // minimum reaction time, ticks
	knows   [sim.NumSkills]bool
	wild    int32 // mean ticks between random presses; 0 is never
	chance  sim.Skill
	closed  int32 // ticks since the chance was last open
	wait    int32 // ticks until the press; negative for none

	// What an observer of the chance knows, for redraw.
	age     int32  // ticks since the chance opened
	dark    bitset // ages at which it was closed
	pressed bool
}

// chanceGap is the number of ticks without a chance after which the next counts as a
// new one, so that a short gap does not give a second draw.
const chanceGap = 12

// newPro reacts after 250 ± 70 ms and takes 60 % of its chances.
func newPro() *human {
	h := &human{takes: 60, delay: 15, spread: 4, fastest: 8}
	for k := range h.knows {
		h.knows[k] = true
	}
	return h
}

// newRookie knows only simple answers, takes fewer chances, reacts more slowly and
// sometimes presses at random.
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
		if h.closed++; h.closed >= chanceGap {
			h.chance = sim.None
		}
		h.wait--
		h.age++
		h.dark.set(h.age)
		return sim.None
	case right != h.chance:
		h.chance, h.age, h.dark, h.pressed = right, -1, bitset{}, false
		h.wait = -1
		if r.Chance(h.takes) {
			h.wait = max(r.Bell(h.delay, h.spread), h.fastest)
		}
	}
	h.closed = 0
	h.wait--
	h.age++
	if h.wait == 0 {
		h.pressed = true
		return right
	}
	return sim.None
}
