package child

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// Config says how to start a child and how long to wait for it.
type Config struct {
	Program     string        // a program that calls Serve
	Args        []string      // its arguments
	MemoryLimit int64         // in bytes, for error messages only; Args must pass it to the program. 0 is none
	LoadLimit   time.Duration // to load the network; 0 is DefaultLoadLimit
	Grace       time.Duration // time after a run's limit until the child is killed; 0 is DefaultGrace
}

// The default time limits.
const (
	DefaultLoadLimit = time.Minute
	DefaultGrace     = time.Second
)

// Session is a network in a child process. Calls must not overlap, except for
// Cancel. Close ends the process. A run allocates nothing.
type Session struct {
	cfg      Config
	process  *process
	contract policy.Contract
	sha256   string
	random   string
	request  []byte       // header and input
	input    vision.Input // within request
	answer   answer
	scores   []float32
	reset    bool  // the next request resets the recurrent state
	pending  bool  // the answer to a cancelled run has not been read
	lost     *Lost // non-nil once the child is lost

	mu      sync.Mutex
	running bool
	cut     bool // the current run is cancelled
}

// ErrNotStarted is the error of a child that could not be started.
var ErrNotStarted = errors.New("start a network's process")

// Open starts a child and waits until it has loaded its network. If loading fails,
// Open returns the child's error; if the child is lost meanwhile, a *Lost.
func Open(cfg Config) (*Session, error) {
	cfg.LoadLimit, cfg.Grace = cmp.Or(cfg.LoadLimit, DefaultLoadLimit), cmp.Or(cfg.Grace, DefaultGrace)
	p, err := startProcess(cfg.Program, cfg.Args)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotStarted, err)
	}
	s := &Session{cfg: cfg, process: p, answer: answer{buf: make([]byte, headLen+maxText)}}
	if err := s.handshake(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// handshake reads the first answer and allocates inputs and scores.
func (s *Session) handshake() error {
	if err := s.process.from.SetReadDeadline(time.Now().Add(s.cfg.LoadLimit)); err != nil {
		return err
	}
	if err := s.answer.read(s.process.from); err != nil {
		return s.lose(err, s.cfg.LoadLimit)
	}
	switch s.answer.status() {
	case failed:
		return errors.New(string(s.answer.body()))
	case memory:
		s.lost = outOfMemory(s.cfg.MemoryLimit)
		return s.lost
	case ready:
	default:
		return s.lose(errInvalidAnswer, 0)
	}
	var h hello
	if err := json.Unmarshal(s.answer.body(), &h); err != nil {
		return s.lose(fmt.Errorf("%w: %w", errInvalidAnswer, err), 0)
	}
	s.contract, s.sha256, s.random = h.Contract, h.SHA256, h.Random
	s.contract.Input.Type = h.Element
	n := s.contract.Input.Len()
	if h.Element == vision.Uint8 {
		s.request = make([]byte, headLen+n)
		s.input.Bytes = s.request[headLen:]
	} else {
		// Allocated as floats for their alignment.
		s.request = bytesOf(make([]float32, headLen/4+n))
		s.input.Floats = floatsOf(s.request[headLen:])
	}
	order.PutUint32(s.request[8:], uint32(len(s.request)-headLen))
	k := len(s.contract.Classes)
	s.answer = answer{buf: bytesOf(make([]float32, (headLen+maxText)/4+k))}
	s.scores = floatsOf(s.answer.buf[headLen : headLen+4*k])
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

// Contract returns the contract of the loaded file.
func (s *Session) Contract() policy.Contract { return s.contract }

// SHA256 returns the hash of the loaded file.
func (s *Session) SHA256() string { return s.sha256 }

// Random returns why two runs of one input may give different scores, or "".
func (s *Session) Random() string { return s.random }

// Input returns the network's input, to be written before a run. It is the
// session's memory and valid until Close.
func (s *Session) Input() vision.Input { return s.input }

// Scores returns one raw score per class, valid until the next run.
func (s *Session) Scores() []float32 { return s.scores }

// RunWithin computes the scores of the current input in the child. The child cuts
// a run off at the limit; RunWithin then returns policy.ErrHung. If the child has
// not answered Config.Grace later, has ended or has run out of memory, it is lost:
// the error of this and every later run is a *Lost.
//
// A run that fails leaves the recurrent state as it is. After Cancel the state may
// include the cancelled run.
func (s *Session) RunWithin(limit time.Duration) error { return s.run(limit, 0) }

// Warm is RunWithin that leaves the recurrent state as it is.
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
	timeout := limit + s.cfg.Grace
	if err := s.begin(timeout); err != nil {
		return err
	}
	err := s.exchange(limit, flags)
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
func (s *Session) exchange(limit time.Duration, flags uint32) error {
	if s.pending {
		if err := s.answer.read(s.process.from); err != nil {
			return err
		}
		s.pending = false
	}
	order.PutUint64(s.request, uint64(limit))
	if s.reset {
		flags |= resetFirst
	}
	order.PutUint32(s.request[12:], flags)
	if _, err := s.process.to.Write(s.request); err != nil {
		return err
	}
	s.reset = false
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
// scores violate the contract. frame names the input in the error. It advances the
// recurrent state like RunWithin.
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

// Pid returns the child's process ID, or 0 after Close.
func (s *Session) Pid() int {
	if s.process == nil {
		return 0
	}
	return s.process.cmd.Process.Pid
}

// Close closes the child's input, on which it exits, and waits for it. A second
// Close does nothing.
func (s *Session) Close() error {
	if s.process == nil {
		return nil
	}
	err := s.process.closePipes()
	s.process.wait()
	s.process = nil
	return err
}
