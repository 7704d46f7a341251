package ort

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/cputime"
)

// Run computes the scores of the current input without a time limit. It allocates
// nothing. A model with recurrent state continues from the previous run.
func (s *Session) Run() error {
	if s.session == nil {
		return errClosed
	}
	s.watchdog.begin(0)
	return s.run(true)
}

// RunWithin is Run with a limit of elapsed time, for a deadline. At the limit it
// terminates the run, waits until the runtime has stopped, and returns policy.ErrHung.
// The runtime stops between operators, so it finishes the current one. A run that fails
// leaves the recurrent state as it is, and the session stays usable. With a limit of 0
// or less RunWithin returns policy.ErrHung at once.
func (s *Session) RunWithin(limit time.Duration) error { return s.within(limit, true) }

// Warm runs the network as RunWithin does, and leaves the recurrent state as it was.
func (s *Session) Warm(limit time.Duration) error { return s.within(limit, false) }

func (s *Session) within(limit time.Duration, keep bool) error {
	switch {
	case limit <= 0:
		return policy.ErrHung
	case s.session == nil:
		return errClosed
	}
	s.watchdog.begin(limit)
	return limited(s.run(keep), limit, false)
}

// limited returns the error of a run, which names the limit at which it was cut off.
func limited(err error, limit time.Duration, cpu bool) error {
	if errors.Is(err, policy.ErrHung) {
		return policy.Exceeded(limit, cpu)
	}
	return err
}

// RunWithinCPU is RunWithin with a limit of CPU time, so that the machine's load does
// not count. It counts the calling thread, on which the runtime computes. A run that
// does not compute is terminated as package cputime describes.
func (s *Session) RunWithinCPU(limit time.Duration) error {
	switch {
	case limit <= 0:
		return policy.ErrHung
	case s.session == nil:
		return errClosed
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	s.watchdog.beginCPU(limit, cputime.Thread())
	return limited(s.run(true), limit, true)
}

// Cancel terminates the current run, which then returns policy.ErrHung, and does not
// wait for it. Without a run it does nothing. It may be called concurrently until
// Close.
func (s *Session) Cancel() { s.watchdog.cancel() }

var errClosed = errors.New("run model: the session is closed")

// Reset sets the recurrent state to zero, as at the start of a match. Without state
// it does nothing.
func (s *Session) Reset() {
	for _, f := range s.state {
		f.reset()
	}
}

// run runs the session, which the watchdog already watches. keep says whether the
// recurrent state advances.
func (s *Session) run(keep bool) error {
	s.input.toRuntime()
	err := s.session.RunWithOptions(s.watchdog.options)
	cut, failed := s.watchdog.end()
	switch {
	case failed != nil:
		return fmt.Errorf("terminate the run: %w", runtimeError(failed))
	case cut && err != nil:
		return policy.ErrHung
	case err != nil:
		return runtimeError(err)
	}
	s.output.fromRuntime()
	if keep {
		for _, f := range s.state {
			f.commit()
		}
	}
	return nil
}

// tryLimit is the limit of Try in CPU time. The first run also allocates the runtime's
// memory.
const tryLimit = 10 * time.Second

// Try runs the model once on the current input and returns an error if the scores
// violate the contract. frame names the input in the error. It advances the recurrent
// state like Run.
func (s *Session) Try(frame string) error {
	err := s.RunWithinCPU(tryLimit)
	if errors.Is(err, policy.ErrHung) && s.slow != "" {
		return fmt.Errorf("on %s: no scores within %v of CPU time; %s", frame, tryLimit, s.slow)
	}
	if err != nil {
		return fmt.Errorf("on %s: %w", frame, err)
	}
	for scores := range slices.Chunk(s.Scores(), len(s.contract.Classes)) {
		if err := s.contract.CheckScores(scores); err != nil {
			return fmt.Errorf("on %s: %w", frame, err)
		}
	}
	return nil
}
