package script

import "github.com/kumite/kumite/sim"

// dummy never acts.
type dummy struct{}

func (dummy) choose(*sim.Rand, *sim.World, sim.Side) sim.Skill { return sim.None }

// random presses random skills at random times, about three in two seconds, whether or
// not they can be pressed.
type random struct{}

func (*random) choose(r *sim.Rand, _ *sim.World, _ sim.Side) sim.Skill {
	if r.Below(40) != 0 {
		return sim.None
	}
	return sim.Skill(r.Between(1, int32(sim.NumSkills)-1))
}

// spammer presses a random skill whenever one can be pressed.
type spammer struct{}

func (spammer) choose(r *sim.Rand, w *sim.World, me sim.Side) sim.Skill {
	var ready [sim.NumSkills]sim.Skill
	n := int32(0)
	for k := sim.None + 1; k < sim.NumSkills; k++ {
		if w.Fighters[me].Can(k) {
			ready[n] = k
			n++
		}
	}
	if n == 0 {
		return sim.None
	}
	return ready[r.Below(n)]
}

// oracle presses the right skill without hesitation.
type oracle struct{}

func (oracle) choose(_ *sim.Rand, w *sim.World, me sim.Side) sim.Skill { return answer(w, me) }
