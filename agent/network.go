package agent

import (
	"errors"
	"fmt"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// Network computes scores of what stands in its input.
type Network interface {
	// Input is the network's own memory, to be written before a run.
	Input() vision.Input
	// RunWithin computes the scores. A run that lasts longer than limit is cut
	// off and awaited, and returns policy.ErrHung; the next is not affected.
	RunWithin(limit time.Duration) error
	// RunWithinCPU is RunWithin with a limit of CPU time instead of elapsed time, so
	// that the result does not depend on the machine's load.
	RunWithinCPU(limit time.Duration) error
	// Cancel cuts off the run that is under way, from any goroutine; without one
	// it does nothing.
	Cancel()
	// Scores returns one raw score per class, valid until the next run.
	Scores() []float32
}

// DefaultLimit is the CPU time that a run may use in lockstep, where the world waits.
// It ends a network that never answers; it does not measure a slow one.
const DefaultLimit = time.Second

// DefaultPatience is how many runs in a row may be cut off before the network
// is not run again in that match.
const DefaultPatience = 5

// SetLimit sets the CPU time that each further run may use in lockstep. With a limit
// of 0 or less every decision is counted as hung.
func (a *Agent) SetLimit(d time.Duration) { a.cfg.Limit = d }

// Cancel cuts off the run that is under way, from any goroutine; the decision
// is counted as hung. Without a run it does nothing.
func (a *Agent) Cancel() { a.network.Cancel() }

// Warm runs the network on whatever stands in its input and throws the scores
// away, so that the next decision finds it warm. It is cut off at the limit.
// What Network().Scores() held is lost.
func (a *Agent) Warm(limit time.Duration) error { return a.network.RunWithin(limit) }

// errGivenUp stands for the runs that a network which hung too often is spared.
var errGivenUp = fmt.Errorf("%w too often in a row: it is not run again in this match", policy.ErrHung)

// run runs the network, unless it has hung too often in this match. With a
// clock it is run in any case: nobody waits for it.
func (a *Agent) run(left func() time.Duration) error {
	if left != nil {
		return a.network.RunWithin(left())
	}
	if a.GivenUp() {
		return errGivenUp
	}
	err := a.network.RunWithinCPU(a.cfg.Limit)
	if errors.Is(err, policy.ErrHung) {
		a.hung++
	} else {
		a.hung = 0
	}
	return err
}

// GivenUp says whether the network has hung too often in a row to be run again
// in this match.
func (a *Agent) GivenUp() bool { return a.cfg.Patience > 0 && a.hung >= a.cfg.Patience }
