package child

import (
	"errors"
	"os"
	"time"

	"github.com/kumite/kumite/policy/cputime"
)

// patience is how long the parent waits for an answer. A limit of elapsed time is a
// deadline of the link; with a limit of CPU time its deadline is the meter's next
// beat, and each time it passes the meter decides.
type patience struct {
	cpu   bool // the limit is of CPU time
	limit time.Duration
	clock cputime.Clock // of the child
	meter cputime.Meter
	state cputime.State
}

// begin starts waiting. Cancel applies until end.
func (s *Session) begin(limit time.Duration, cpu bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running, s.cut = true, false
	p := &s.patience
	p.cpu, p.limit, p.state = cpu, limit, cputime.Running
	if cpu {
		p.meter.Start(limit)
		limit = p.meter.Beat()
	}
	until := time.Now().Add(limit)
	return s.link.setDeadline(until, until)
}

// extend reports whether to continue after the link's deadline, which it then sets to
// the next beat.
func (s *Session) extend(err error) bool {
	if !s.patience.cpu || !errors.Is(err, os.ErrDeadlineExceeded) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &s.patience
	if p.state = p.meter.Check(p.clock.Now()); p.state != cputime.Running {
		return false
	}
	until := time.Now().Add(p.meter.Beat())
	read := until
	if s.cut {
		read = time.Unix(1, 0)
	}
	return s.link.setDeadline(read, until) == nil
}

func (s *Session) end() (cut bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = false
	return s.cut
}

// read reads an answer, as far as the run's limit allows.
func (s *Session) read() error {
	for {
		err := s.answer.read(s.link)
		if err == nil || s.cancelled() || !s.extend(err) {
			return err
		}
	}
}

// write writes a request, as far as the run's limit allows.
func (s *Session) write(b []byte) error {
	for {
		n, err := s.link.Write(b)
		b = b[n:]
		if err == nil || !s.extend(err) {
			return err
		}
	}
}

func (s *Session) cancelled() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
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
		s.cut = s.link.interrupt() == nil
	}
}
