package agent

import (
	"errors"
	"fmt"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
)

// ErrLate is the error of a decision that came too late to be sent.
var ErrLate = errors.New("the network answered too late")

// Decide makes one decision on the frame of a tick and returns what it sends,
// or None. A network that is gone (policy.ErrLost) is an error; one that fails
// is a fault of this decision.
func (a *Agent) Decide(tick int32, src FrameSource) (sim.Skill, error) {
	return a.DecideBy(tick, src, nil)
}

// DecideBy is Decide against a clock: left says how much time there still is,
// before the network runs, which is its limit, and after. With none left the
// decision is dropped with ErrLate: it sends and books nothing, passes for the
// decoder as one frame, and counts as missed, not as a fault. A nil left stands
// for no clock.
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

// now is the time, or always the same where nothing measures.
func (a *Agent) now() time.Time {
	if a.cfg.Now == nil {
		return time.Time{}
	}
	return a.cfg.Now()
}

func (a *Agent) see() error {
	return a.seer.See(a.cfg.Frame, a.network.Input())
}

// Conclude is a decision without its first half: the network's input already
// holds what was seen at the tick, of a recorded video for instance. A network
// that fails, gives NaN or is cut off at its limit is a fault: counted
// by its cause, and None.
func (a *Agent) Conclude(tick int32) sim.Skill {
	k, _ := a.conclude(tick, nil) // without a clock nothing is late
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

// Skip lets the frame of a tick pass on which nothing was decided: it passes for
// the book and the decoder, and counts as missed.
func (a *Agent) Skip(tick int32) {
	a.mind.Skip(tick)
	a.counts.Missed++
}

// Spent is how long the parts of one decision took; zero where nothing
// measures.
type Spent struct {
	Grab, See, Run, Decode time.Duration
}
