package expert

import (
	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/script"
)

// right returns the skill that will be right for a side when a press of an agent that
// decides now takes effect, agent.DefaultDelayTicks later, if that side presses nothing
// before. The opponent plays as it will: pressed is its input of this tick, and after is
// the opponent after choosing it.
func right(w *sim.World, pressed sim.Input, me sim.Side, after *script.Fighter) sim.Skill {
	later, opponent := *w, after.Clone()
	for i := range agent.DefaultDelayTicks {
		var in [2]sim.Input
		in[me.Other()] = pressed
		if i > 0 {
			in[me.Other()], _ = opponent.Act(&later, me.Other()) // a script never fails
		}
		later.Step(in)
	}
	if later.Outcome() != sim.Running {
		return sim.None
	}
	return script.Answer(&later, me)
}
