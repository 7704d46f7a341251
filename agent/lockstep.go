package agent

import (
	"errors"
	"fmt"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
)

type press struct {
	due   int32
	skill sim.Skill
}

// Tick plays one tick in lockstep: it decides on the source's frame if a decision is
// due, and returns the press that takes effect now, or None. It must be called for
// every tick in order, starting at 0 after Reset.
//
// Presses keep their order: a press that would overtake an earlier one takes effect
// one tick after it. The agent does not know which delay is drawn; its book assumes
// DelayTicks.
func (a *Agent) Tick(tick int32, src FrameSource) (sim.Skill, error) {
	switch {
	case tick%a.period == 0:
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
	case tick%a.look == 0:
		if err := a.glimpse(tick, src); err != nil {
			return sim.None, err
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

// Follow passes a tick of a match in which somebody else plays this side, so that the
// agent can take over with Tick at the next: it sees the frame if a decision is due, its
// network keeps its state, its decoder counts a frame without a press, and accepted, the
// skill that the game accepted from this side at the last tick, is entered in the book. It
// must be called for every tick in order, starting at 0 after Reset. A fault of the network
// is ignored; a lost network (policy.ErrLost) is an error.
func (a *Agent) Follow(tick int32, src FrameSource, accepted sim.Skill) error {
	if accepted != sim.None {
		a.mind.book.Advance(tick - 1)
		a.mind.book.Spend(accepted, tick-1)
	}
	if tick%a.period != 0 {
		if tick%a.look == 0 {
			return a.glimpse(tick, src)
		}
		return nil
	}
	if err := src.Grab(a.cfg.Frame); err != nil {
		return fmt.Errorf("grab frame at tick %d: %w", tick, err)
	}
	if err := a.see(); err != nil {
		return fmt.Errorf("see frame at tick %d: %w", tick, err)
	}
	if err := a.run(nil); errors.Is(err, policy.ErrLost) {
		return err
	}
	a.mind.Skip(tick)
	return nil
}
