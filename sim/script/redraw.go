package script

import "github.com/kumite/kumite/sim"

// Redraw draws again what the fighter has decided and not shown: whether it takes the
// open chance, and when it presses. The new decision comes from the fighter's own random
// stream, distributed as an observer of the match must expect, who knows the script and
// has seen no press in this chance. Scripts that decide nothing ahead do not change.
func (f *Fighter) Redraw() {
	if h, ok := f.mind.(*human); ok {
		h.redraw(&f.rand)
	}
}

// redrawTries bounds the draws of a decision that is rarely possible; the fighter's own,
// which is possible, then stays.
const redrawTries = 10_000

func (h *human) redraw(r *sim.Rand) {
	if h.chance == sim.None || h.pressed {
		return
	}
	for range redrawTries {
		if !r.Chance(h.takes) {
			h.wait = -1
			return
		}
		at := max(r.Bell(h.delay, h.spread), h.fastest) - 1 // age of the press
		switch {
		case at > h.age:
			h.wait = at - h.age
			return
		case h.dark.has(at):
			h.wait = -1
			return
		}
	}
}

// bitset holds ages up to the longest reaction: 120 ticks and 3.5 deviations of 60.
type bitset [6]uint64

func (b *bitset) set(age int32) {
	if age >= 0 && age < int32(64*len(b)) {
		b[age/64] |= 1 << (age % 64)
	}
}

func (b *bitset) has(age int32) bool { return b[age/64]>>(age%64)&1 == 1 }
