package agent

import "github.com/kumite/kumite/sim"

// PeriodTicks is the time from one decision to the next: 100 ms.
const PeriodTicks = 6

type press struct {
	due   int32
	skill sim.Skill
}

// Tick is one tick in lockstep: it decides on the source's frame when a
// decision is due and returns the press that takes effect now, or None.
//
// Presses keep their order: one whose delay would have it overtake an earlier
// one takes effect a tick after that. The agent cannot know what delay will be
// drawn: its book reckons with DelayTicks.
// Ticks must be handed in order, starting at 0 after Reset.
func (a *Agent) Tick(tick int32, src FrameSource) (sim.Skill, error) {
	if tick%PeriodTicks == 0 {
		delay := a.cfg.DelayTicks
		if a.cfg.Delays != nil {
			delay = min(max(a.cfg.Delays.Next(), 0), MaxDelayTicks)
		}
		k, err := a.Decide(tick, src)
		if err != nil {
			return sim.None, err
		}
		if k != sim.None {
			a.sentDue = max(tick+delay, a.sentDue+1)
			a.pending[a.waiting] = press{a.sentDue, k}
			a.waiting++
		}
	}
	if a.waiting == 0 || a.pending[0].due != tick {
		return sim.None, nil
	}
	k := a.pending[0].skill
	a.waiting--
	copy(a.pending[:a.waiting], a.pending[1:])
	return k, nil
}
