package child

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/kumite/kumite/policy"
)

// RunWithin computes the scores of the current input in the child. The child cuts
// a run off at the limit; RunWithin then returns policy.ErrHung. If the child has
// not answered Config.Grace later, has ended or has run out of memory, it is lost:
// the error of this and every later run is a *Lost.
func (s *Session) RunWithin(limit time.Duration) error {
	switch {
	case s.lost != nil:
		return s.lost
	case s.process == nil:
		return errors.New("run model: the session is closed")
	case limit <= 0:
		return policy.ErrHung
	}
	timeout := limit + s.cfg.Grace
	if err := s.begin(timeout); err != nil {
		return err
	}
	err := s.exchange(limit)
	if s.end() && errors.Is(err, os.ErrDeadlineExceeded) {
		return policy.ErrHung // the next run reads the answer first
	}
	if err != nil {
		return s.lose(err, timeout)
	}
	switch s.answer.status() {
	case scores:
		if len(s.answer.body()) != 4*len(s.scores) {
			return s.lose(errInvalidAnswer, 0)
		}
		return nil
	case hung:
		return policy.ErrHung
	case failed:
		return errors.New(string(s.answer.body()))
	case memory:
		s.process.kill()
		s.lost = outOfMemory(s.cfg.MemoryLimit)
		return s.lost
	}
	return s.lose(errInvalidAnswer, 0)
}

// exchange sends the input and reads the answer.
func (s *Session) exchange(limit time.Duration) error {
	if s.pending {
		if err := s.answer.read(s.process.from); err != nil {
			return err
		}
		s.pending = false
	}
	order.PutUint64(s.request, uint64(limit))
	if _, err := s.process.to.Write(s.request); err != nil {
		return err
	}
	s.answer.reset()
	s.pending = true
	if err := s.answer.read(s.process.from); err != nil {
		return err
	}
	s.pending = false
	return nil
}

func (s *Session) begin(timeout time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running, s.cut = true, false
	until := time.Now().Add(timeout)
	return errors.Join(s.process.to.SetWriteDeadline(until), s.process.from.SetReadDeadline(until))
}

func (s *Session) end() (cut bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = false
	return s.cut
}

// Cancel cuts off the current run, which then returns policy.ErrHung. Without a
// run it does nothing. It may be called concurrently until Close. The child keeps
// computing until the run's limit, and the next run waits for it.
func (s *Session) Cancel() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running && !s.cut {
		// If the deadline cannot be set, the run continues to its limit.
		s.cut = s.process.from.SetReadDeadline(time.Unix(1, 0)) == nil
	}
}

// tryLimit is the time limit of Try.
const tryLimit = 10 * time.Second

// Try runs the network once on the current input and returns an error if the
// scores violate the contract. frame names the input in the error.
func (s *Session) Try(frame string) error {
	err := s.RunWithin(tryLimit)
	if err == nil {
		err = s.contract.CheckScores(s.scores)
	}
	if err != nil {
		return fmt.Errorf("on %s: %w", frame, err)
	}
	return nil
}

// lose ends a child after an error of the exchange and returns the reason.
func (s *Session) lose(err error, waited time.Duration) *Lost {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		s.process.kill()
		s.lost = noAnswer(waited)
	case errors.Is(err, errInvalidAnswer):
		s.process.kill()
		s.lost = &Lost{Garbled, err.Error()}
	default: // a pipe was closed, so the process is ending
		s.process.wait()
		s.lost = crashReason(s.process.cmd.ProcessState, &s.process.stderr, s.cfg.MemoryLimit)
	}
	return s.lost
}
