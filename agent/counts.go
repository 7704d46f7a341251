package agent

import "github.com/kumite/kumite/policy"

// Counts are what became of an agent's decisions, from the network to the press.
// What the game makes of a press (accepted, hit) is the referee's to count.
type Counts struct {
	Decisions  int                   // frames decided on
	Chosen     int                   // of them, those in which the decoder wanted a skill
	Masked     int                   // wanted, but not available
	Suppressed int                   // wanted and available, but too soon after the last
	Sent       int                   // presses sent
	Faults     int                   // decisions without scores to decide on: nothing was sent
	Causes     [policy.NumCauses]int // of the faults
	FirstFault string                // the message of the first; "" without any
	Missed     int                   // frames on which nothing was decided in time; only a clock misses any
	Latency    Latency
}

func (c *Counts) count(d *policy.Decision) {
	c.Decisions++
	if d.Chosen() {
		c.Chosen++
	}
	switch d.Held {
	case policy.Masked:
		c.Masked++
	case policy.Refractory, policy.Debounced, policy.Hysteresis:
		c.Suppressed++
	case policy.Fault:
		c.Faults++
		c.Causes[d.Cause]++
		if c.FirstFault == "" {
			c.FirstFault = d.Problem()
		}
	}
	if d.Sent() {
		c.Sent++
	}
}
