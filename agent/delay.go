package agent

import "fmt"

// DefaultDelayTicks is the declared time from a frame to its press: 100 ms.
const DefaultDelayTicks = 6

// MaxDelayTicks bounds the declared delay: two seconds.
const MaxDelayTicks = 120

// ValidateDelay refuses a declared delay that no agent keeps.
func ValidateDelay(ticks int32) error {
	if ticks < 0 || ticks > MaxDelayTicks {
		return fmt.Errorf("a delay of %d ticks; want 0 to %d ticks", ticks, MaxDelayTicks)
	}
	return nil
}

// Delays draws how long each decision takes to take effect.
type Delays interface {
	// Next is the delay of the next decision in ticks, 0 to MaxDelayTicks. It is
	// asked once for each decision, whatever came of it.
	Next() int32
}

// SetDelays exchanges what draws the delays, between two matches.
func (a *Agent) SetDelays(d Delays) { a.cfg.Delays = d }
