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
	Program     string        // that calls Serve
	Args        []string      // and its arguments
	MemoryLimit int64         // in bytes, as Args tell it to the program; for words only. 0 is none
	LoadLimit   time.Duration // to load the network; 0 is DefaultLoadLimit
	Grace       time.Duration // after a run's limit, until the child is killed; 0 is DefaultGrace
}

// How long to wait by default.
const (
	DefaultLoadLimit = time.Minute
	DefaultGrace     = time.Second
)

// Session is a network in a child process. Its calls must not overlap, but for
// Cancel; Close ends the process. A run allocates nothing.
type Session struct {
	cfg      Config
	process  *process
	contract policy.Contract
	sha256   string
	request  []byte       // head and input
	input    vision.Input // within request
	answer   answer
	scores   []float32
	owed     bool  // the answer to a run that was cancelled is still to come
	lost     *Lost // the child is no more

	mu      sync.Mutex
	running bool
	cut     bool // the run under way is cancelled
}

// ErrNotStarted is the error of a child that the system did not start.
var ErrNotStarted = errors.New("no process for a network could be started")

// Open starts a child and waits until it has loaded its network. A network
// that does not load is the error that it had in the child; a child that is
// lost on the way is a *Lost.
func Open(cfg Config) (*Session, error) {
	cfg.LoadLimit, cfg.Grace = cmp.Or(cfg.LoadLimit, DefaultLoadLimit), cmp.Or(cfg.Grace, DefaultGrace)
	p, err := startProcess(cfg.Program, cfg.Args)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotStarted, err)
	}
	s := &Session{cfg: cfg, process: p, answer: answer{buf: make([]byte, headLen+maxText)}}
	if err := s.greet(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// greet reads the first answer and makes room for inputs and scores.
func (s *Session) greet() error {
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
		return s.lose(errNoAnswer, 0)
	}
	var h hello
	if err := json.Unmarshal(s.answer.body(), &h); err != nil {
		return s.lose(fmt.Errorf("%w: %w", errNoAnswer, err), 0)
	}
	s.contract, s.sha256 = h.Contract, h.SHA256
	s.contract.Input.Type = h.Element
	n := s.contract.Input.Len()
	if h.Element == vision.Uint8 {
		s.request = make([]byte, headLen+n)
		s.input.Bytes = s.request[headLen:]
	} else {
		// Made as floats, so that it is aligned as floats.
		s.request = bytesOf(make([]float32, headLen/4+n))
		s.input.Floats = floatsOf(s.request[headLen:])
	}
	order.PutUint32(s.request[8:], uint32(len(s.request)-headLen))
	k := len(s.contract.Classes)
	s.answer = answer{buf: bytesOf(make([]float32, (headLen+maxText)/4+k))}
	s.scores = floatsOf(s.answer.buf[headLen : headLen+4*k])
	return nil
}

// lose ends a child that cannot be talked to any more, and says why.
func (s *Session) lose(err error, waited time.Duration) *Lost {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		s.process.kill()
		s.lost = noAnswer(waited)
	case errors.Is(err, errNoAnswer):
		s.process.kill()
		s.lost = &Lost{Garbled, err.Error()}
	default: // a pipe has ended: so does the process
		s.process.wait()
		s.lost = autopsy(s.process.cmd.ProcessState, &s.process.stderr, s.cfg.MemoryLimit)
	}
	return s.lost
}

// Contract is what the file promises.
func (s *Session) Contract() policy.Contract { return s.contract }

// SHA256 is the hash of the file that the child has loaded.
func (s *Session) SHA256() string { return s.sha256 }

// Input is the network's input, to be written before a run. It is the session's
// memory, valid until Close.
func (s *Session) Input() vision.Input { return s.input }

// Scores returns one raw score per class, valid until the next run.
func (s *Session) Scores() []float32 { return s.scores }

// RunWithin has the child compute the scores of what stands in the input. The
// child cuts a run off at the limit, which returns policy.ErrHung. A child that
// has not answered some grace later, that ends or that runs out of memory is
// gone: the error is a *Lost, now and from every later run.
func (s *Session) RunWithin(limit time.Duration) error {
	switch {
	case s.lost != nil:
		return s.lost
	case s.process == nil:
		return errors.New("run model: its process is closed")
	case limit <= 0:
		return policy.ErrHung
	}
	patience := limit + s.cfg.Grace
	if err := s.begin(patience); err != nil {
		return err
	}
	err := s.exchange(limit)
	if s.end() && errors.Is(err, os.ErrDeadlineExceeded) {
		return policy.ErrHung // the answer is read before the next run
	}
	if err != nil {
		return s.lose(err, patience)
	}
	switch s.answer.status() {
	case scores:
		if len(s.answer.body()) != 4*len(s.scores) {
			return s.lose(errNoAnswer, 0)
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
	return s.lose(errNoAnswer, 0)
}

// exchange sends the input and reads the answer.
func (s *Session) exchange(limit time.Duration) error {
	if s.owed {
		if err := s.answer.read(s.process.from); err != nil {
			return err
		}
		s.owed = false
	}
	order.PutUint64(s.request, uint64(limit))
	if _, err := s.process.to.Write(s.request); err != nil {
		return err
	}
	s.answer.reset()
	s.owed = true
	if err := s.answer.read(s.process.from); err != nil {
		return err
	}
	s.owed = false
	return nil
}

func (s *Session) begin(patience time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running, s.cut = true, false
	until := time.Now().Add(patience)
	return errors.Join(s.process.to.SetWriteDeadline(until), s.process.from.SetReadDeadline(until))
}

func (s *Session) end() (cut bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = false
	return s.cut
}

// Cancel cuts off the run that is under way, which then returns
// policy.ErrHung; without one it does nothing. It may be called from any
// goroutine until Close. The child goes on until the run's limit, and the next
// run waits for it.
func (s *Session) Cancel() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running && !s.cut {
		// A deadline that cannot be set leaves the run to its limit.
		s.cut = s.process.from.SetReadDeadline(time.Unix(1, 0)) == nil
	}
}

// probeLimit is how long the first run may take.
const probeLimit = 10 * time.Second

// Try runs the network once on what stands in its input, and refuses scores
// that are not what the contract promises. frame names the input for the error.
func (s *Session) Try(frame string) error {
	err := s.RunWithin(probeLimit)
	if err == nil {
		err = s.contract.CheckScores(s.scores)
	}
	if err != nil {
		return fmt.Errorf("on %s: %w", frame, err)
	}
	return nil
}

// Pid is the child's process, for looking at it from outside; 0 once closed.
func (s *Session) Pid() int {
	if s.process == nil {
		return 0
	}
	return s.process.cmd.Process.Pid
}

// Close ends the child, which ends by itself when its input does; a second
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
