package script

import "github.com/kumite/kumite/sim"

// Answer returns the skill that is right for a side on this tick, or None: the rule
// that the oracle follows at once, and the pro and the rookie after hesitating.
func Answer(w *sim.World, me sim.Side) sim.Skill { return answer(w, me) }

// Clone returns an independent copy that makes the same choices from here on.
func (f *Fighter) Clone() *Fighter { return &Fighter{rand: f.rand, mind: clone(f.mind)} }

// Reseed replaces the fighter's random stream. What it has already decided stays.
func (f *Fighter) Reseed(seed, stream uint64) { f.rand = sim.NewRand(seed, stream) }

// clone copies minds that keep state; the others are shared.
func clone(m mind) mind {
	switch m := m.(type) {
	case *human:
		c := *m
		return &c
	case *timed:
		c := *m
		c.mind = clone(m.mind)
		return &c
	}
	return m
}
