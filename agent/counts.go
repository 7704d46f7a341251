package agent

import "github.com/kumite/kumite/policy"

// Counts are the counts of an agent's decisions, from the network to the press. The
// referee counts accepted presses and hits.
type Counts struct {
	Decisions  int                   // frames decided on
	Chosen     int                   // decisions in which the decoder chose a skill
	Masked     int                   // chosen, but not available
	Suppressed int                   // chosen and available, but held back
	Sent       int                   // presses sent
	Faults     int                   // decisions without usable scores; nothing was sent
	Causes     [policy.NumCauses]int // of the faults
	FirstFault string                // message of the first fault, or ""
	Missed     int                   // frames without a decision in time; always 0 in lockstep
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
