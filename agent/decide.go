package agent

import (
	"errors"
	"fmt"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
)

// ErrLate is the error of a decision that was too late to be sent.
var ErrLate = errors.New("the network answered too late")

// Decide makes one decision on the frame of a tick and returns the skill that it
// sends, or None. A lost network (policy.ErrLost) is an error; a network that fails is
// a fault of this decision.
func (a *Agent) Decide(tick int32, src FrameSource) (sim.Skill, error) {
	return a.DecideBy(tick, src, nil)
}

// DecideBy is Decide with a deadline. left returns the remaining time; it is called
// before the run of the network, as its limit, and after the run. If no time is left,
// the decision is dropped with ErrLate: it sends nothing, enters nothing in the book,
// passes as one frame for the decoder, and counts as missed, not as a fault. A nil
// left means no deadline.
func (a *Agent) DecideBy(tick int32, src FrameSource, left func() time.Duration) (sim.Skill, error) {
	start := a.now()
	if err := src.Grab(a.cfg.Frame); err != nil {
		return sim.None, fmt.Errorf("grab frame at tick %d: %w", tick, err)
	}
	grabbed := a.now()
	if err := a.see(); err != nil {
		return sim.None, fmt.Errorf("see frame at tick %d: %w", tick, err)
	}
	seen := a.now()
	k, err := a.conclude(tick, left)
	a.spent.Grab, a.spent.See = grabbed.Sub(start), seen.Sub(grabbed)
	if err == nil && a.cfg.Now != nil {
		a.counts.Latency.Record(a.cfg.Now().Sub(start))
	}
	return k, err
}

// now returns the time, or a constant without a clock.
func (a *Agent) now() time.Time {
	if a.cfg.Now == nil {
		return time.Time{}
	}
	return a.cfg.Now()
}

func (a *Agent) see() error {
	return a.seer.See(a.cfg.Frame, a.network.Input())
}

// Conclude decides on an input that is already in the network's memory, for instance
// of a recorded video. A network that fails, returns NaN or exceeds its limit is a
// fault, which is counted by cause; Conclude then returns None.
func (a *Agent) Conclude(tick int32) sim.Skill {
	k, _ := a.conclude(tick, nil) // without a deadline nothing is late
	return k
}

func (a *Agent) conclude(tick int32, left func() time.Duration) (sim.Skill, error) {
	start := a.now()
	err := a.run(left)
	ran := a.now()
	a.spent = Spent{Run: ran.Sub(start)}
	if errors.Is(err, policy.ErrLost) {
		return sim.None, err
	}
	if left != nil && (left() <= 0 || errors.Is(err, policy.ErrHung)) {
		a.Skip(tick)
		return sim.None, ErrLate
	}
	if err != nil {
		a.last = a.mind.Decide(tick, nil, err)
	} else {
		a.last = a.mind.Decide(tick, a.network.Scores(), nil)
	}
	a.counts.count(&a.last)
	a.spent.Decode = a.now().Sub(ran)
	return a.mind.Skill(a.last.Class), nil
}

// Skip passes the frame of a tick without a decision: the book and the decoder
// advance, and the frame counts as missed.
func (a *Agent) Skip(tick int32) {
	a.mind.Skip(tick)
	a.counts.Missed++
}

// Spent holds the durations of the parts of one decision; zero without a clock.
type Spent struct {
	Grab, See, Run, Decode time.Duration
}
