package agent

import (
	"errors"
	"fmt"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// Network computes scores of its input.
type Network interface {
	// Input returns the network's own memory, to be written before a run.
	Input() vision.Input
	// RunWithin computes the scores and advances the recurrent state, if the network
	// has one. A run that exceeds limit is cut off and awaited, and returns
	// policy.ErrHung; the next run is not affected.
	RunWithin(limit time.Duration) error
	// RunWithinCPU is RunWithin with a limit of CPU time instead of elapsed time, so
	// that the result does not depend on the machine's load.
	RunWithinCPU(limit time.Duration) error
	// Warm is RunWithin that leaves the recurrent state unchanged. It overwrites what
	// Scores returned.
	Warm(limit time.Duration) error
	// Reset sets the recurrent state to zero. A network without state does nothing.
	Reset()
	// Cancel cuts off the current run; without one it does nothing. It may be called
	// from any goroutine.
	Cancel()
	// Scores returns one raw score per class, valid until the next run.
	Scores() []float32
}

// DefaultLimit is the CPU time that a run may use in lockstep. It catches networks that
// never return, not slow ones.
const DefaultLimit = time.Second

// DefaultPatience is the number of consecutive runs over the limit after which the
// network is disabled for the rest of the match.
const DefaultPatience = 5

// SetLimit sets the CPU time of later runs in lockstep. With a limit of 0 or less every
// decision counts as hung.
func (a *Agent) SetLimit(d time.Duration) { a.cfg.Limit = d }

// Limit returns the CPU time of a run in lockstep.
func (a *Agent) Limit() time.Duration { return a.cfg.Limit }

// Cancel cuts off the current run, whose decision counts as hung; without one it does
// nothing. It may be called from any goroutine.
func (a *Agent) Cancel() { a.network.Cancel() }

// Warm runs the network on its current input and discards the scores and the recurrent
// state, so that the next decision is fast. It overwrites what Network().Scores()
// returned. The run is cut off at the limit.
func (a *Agent) Warm(limit time.Duration) error { return a.network.Warm(limit) }

// errGivenUp is the fault of decisions after the network was disabled.
var errGivenUp = fmt.Errorf("%w too often in a row: it is not run again in this match", policy.ErrHung)

// run runs the network, unless it has been disabled in this match. With a deadline it
// always runs.
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

// GivenUp reports whether the network has been disabled for the rest of the match.
func (a *Agent) GivenUp() bool { return a.cfg.Patience > 0 && a.hung >= a.cfg.Patience }
