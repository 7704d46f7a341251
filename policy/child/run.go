package child

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/cputime"
)

// RunWithin computes the scores of the current input in the child, with a limit of
// elapsed time. The child cuts a run off at the limit; RunWithin then returns
// policy.ErrHung. If the child has not answered Config.Grace later, has ended or has
// run out of memory, it is lost: the error of this and every later run is a *Lost.
//
// A run that fails leaves the recurrent state as it is. After Cancel the state may
// include the cancelled run.
func (s *Session) RunWithin(limit time.Duration) error { return s.run(limit, 0) }

// RunWithinCPU is RunWithin with a limit of CPU time, so that the machine's load does
// not count. A child that neither answers nor computes is lost as package cputime
// describes.
func (s *Session) RunWithinCPU(limit time.Duration) error { return s.run(limit, cpuLimit) }

// Warm runs the network as RunWithin does, and leaves the recurrent state as it was.
func (s *Session) Warm(limit time.Duration) error { return s.run(limit, warmOnly) }

// Reset sets the recurrent state to zero, in the child before the next run.
func (s *Session) Reset() { s.reset = true }

func (s *Session) run(limit time.Duration, flags uint32) error {
	switch {
	case s.lost != nil:
		return s.lost
	case s.process == nil:
		return errors.New("run model: the session is closed")
	case limit <= 0:
		return policy.ErrHung
	}
	if err := s.begin(limit+s.cfg.Grace, flags&cpuLimit != 0); err != nil {
		return err
	}
	err := s.exchange(limit, flags)
	if s.end() && s.pending && errors.Is(err, os.ErrDeadlineExceeded) {
		return policy.ErrHung // the next run reads the answer first
	}
	if err != nil {
		return s.lose(err)
	}
	switch s.answer.status() {
	case scores:
		if len(s.answer.body()) != 4*len(s.scores) {
			return s.lose(errInvalidAnswer)
		}
		return nil
	case hung:
		return policy.Exceeded(limit, flags&cpuLimit != 0)
	case failed:
		return errors.New(string(s.answer.body()))
	case memory:
		s.process.kill()
		s.lost = outOfMemory(s.cfg.MemoryLimit)
		return s.lost
	}
	return s.lose(errInvalidAnswer)
}

// exchange sends the input and reads the answer.
func (s *Session) exchange(limit time.Duration, flags uint32) error {
	if s.pending {
		if err := s.read(); err != nil {
			return err
		}
		s.pending = false
	}
	order.PutUint64(s.request, uint64(limit))
	if s.reset {
		flags |= resetFirst
	}
	order.PutUint32(s.request[12:], flags)
	if err := s.write(s.request); err != nil {
		return err
	}
	s.reset = false
	s.answer.reset()
	s.pending = true
	if err := s.read(); err != nil {
		return err
	}
	s.pending = false
	return nil
}

// tryLimit is the limit of Try in CPU time.
const tryLimit = 10 * time.Second

// Try runs the network once on the current input and returns an error if the
// scores violate the contract. frame names the input in the error. It advances the
// recurrent state like RunWithinCPU. It is a part of loading: what is left of
// Config.LoadLimit limits it as well.
func (s *Session) Try(frame string) error {
	left := s.cfg.LoadLimit - s.patience.clock.Now()
	err := s.RunWithinCPU(min(tryLimit, left))
	hung := errors.Is(err, policy.ErrHung) || s.lost != nil && s.lost.Kind == Hang && s.patience.state == cputime.Exceeded
	if hung && left < tryLimit && s.process != nil {
		s.process.kill()
		s.lost = &Lost{Hang, notLoaded(s.cfg.LoadLimit)}
		err = s.lost
	}
	if err != nil {
		return fmt.Errorf("on %s: %w", frame, err)
	}
	for scores := range slices.Chunk(s.scores, len(s.contract.Classes)) {
		if err := s.contract.CheckScores(scores); err != nil {
			return fmt.Errorf("on %s: %w", frame, err)
		}
	}
	return nil
}

// lose ends a child after an error of the exchange and returns the reason.
func (s *Session) lose(err error) *Lost {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		s.process.kill()
		s.lost = noAnswer(&s.patience)
	case errors.Is(err, errInvalidAnswer):
		s.process.kill()
		s.lost = &Lost{Garbled, err.Error()}
	default: // a pipe was closed, so the process is ending
		s.process.wait()
		s.lost = crashReason(s.process.cmd.ProcessState, &s.process.stderr, s.cfg.MemoryLimit)
	}
	return s.lost
}
