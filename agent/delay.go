package agent

import "fmt"

// DefaultDelayTicks is the default delay from a frame to its press: 100 ms.
const DefaultDelayTicks = 6

// MaxDelayTicks is the largest delay: two seconds.
const MaxDelayTicks = 120

// ValidateDelay returns an error for a delay that is out of bounds.
func ValidateDelay(ticks int32) error {
	if ticks < 0 || ticks > MaxDelayTicks {
		return fmt.Errorf("a delay of %d ticks; want 0 to %d ticks", ticks, MaxDelayTicks)
	}
	return nil
}

// Delays draws the delay of each decision.
type Delays interface {
	// Next returns the delay of the next decision in ticks, 0 to MaxDelayTicks. It is
	// called once per decision, whether or not the decision sends a press.
	Next() int32
}

// SetDelays sets the source of delays. It must be called between two matches.
func (a *Agent) SetDelays(d Delays) { a.cfg.Delays = d }
