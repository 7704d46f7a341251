package agent

import "github.com/kumite/kumite/policy"

// Ledger follows decisions from the network to the bot. What the game makes
// of a press (accepted, hit) is the referee's to count.
type Ledger struct {
	Decisions  int                   // frames decided on
	Chosen     int                   // of them, those in which the decoder wanted a skill
	Masked     int                   // wanted, but not available
	Suppressed int                   // wanted and available, but too soon after the last
	Sent       int                   // presses sent
	Faults     int                   // decisions without scores to decide on: nothing was sent
	Causes     [policy.NumCauses]int // of the faults
	FirstFault string                // the first of them, in words; "" without any
	Missed     int                   // frames on which nothing was decided in time; only a clock misses any
	Latency    Latency
}

// Add counts everything that another ledger has counted.
func (l *Ledger) Add(o *Ledger) {
	l.Decisions += o.Decisions
	l.Chosen += o.Chosen
	l.Masked += o.Masked
	l.Suppressed += o.Suppressed
	l.Sent += o.Sent
	l.Faults += o.Faults
	l.Missed += o.Missed
	for c, n := range o.Causes {
		l.Causes[c] += n
	}
	if l.FirstFault == "" {
		l.FirstFault = o.FirstFault
	}
	l.Latency.Add(&o.Latency)
}

func (l *Ledger) count(d *policy.Decision) {
	l.Decisions++
	if d.Chosen() {
		l.Chosen++
	}
	switch d.Held {
	case policy.Masked:
		l.Masked++
	case policy.Refractory, policy.Debounced, policy.Hysteresis:
		l.Suppressed++
	case policy.Fault:
		l.Faults++
		l.Causes[d.Cause]++
		if l.FirstFault == "" {
			l.FirstFault = d.Problem()
		}
	}
	if d.Sent() {
		l.Sent++
	}
}
