package child

import (
	"cmp"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/cputime"
	"github.com/kumite/kumite/vision"
)

// Config says how to start a child and how long to wait for it.
type Config struct {
	Program     string        // a program that calls Serve
	Args        []string      // its arguments
	Env         []string      // its whole environment, NAME=VALUE
	Folders     []string      // if not nil, the only ones that it can read besides the system's libraries, where Sandbox says so
	MemoryLimit int64         // in bytes, for error messages only; Args must pass it to the program. 0 is none
	Batch       int           // inputs of a run, which Args must pass to the program; 0 is 1
	LoadLimit   time.Duration // CPU time to load and try the network; 0 is DefaultLoadLimit
	Grace       time.Duration // after a run's limit, of the same kind, until the child is killed; 0 is DefaultGrace
}

// The default time limits.
const (
	DefaultLoadLimit = 15 * time.Second
	DefaultGrace     = time.Second
)

// Session is a network in a child process. Calls must not overlap, except for
// Cancel. Close ends the process. A run allocates nothing.
type Session struct {
	cfg      Config
	process  *process
	link     link
	memory   mapped // that the link does not use, if any
	contract policy.Contract
	sha256   string
	files    policy.FileHashes
	random   string
	request  []byte       // header and input
	input    vision.Input // within request
	answer   answer
	scores   []float32
	reset    bool  // the next request resets the recurrent state
	pending  bool  // the answer to a cancelled run has not been read
	lost     *Lost // non-nil once the child is lost
	patience patience

	mu      sync.Mutex
	running bool
	cut     bool // the current run is cancelled
}

// ErrNotStarted is the error of a child that could not be started, or that lacked
// threads or file descriptors to load its network. It says nothing about the network.
var ErrNotStarted = errors.New("start a network's process")

// ErrScarce is an error that a child's open returns, wrapped in front of its own error,
// if the machine is to blame, which lacks threads or file descriptors for instance. Open
// then returns an ErrNotStarted.
var ErrScarce = errors.New("the machine lacks what a network needs")

// Open starts a child and waits until it has loaded its network. If loading fails,
// Open returns the child's error; if the child is lost meanwhile, a *Lost.
func Open(cfg Config) (*Session, error) {
	cfg.Batch = max(cfg.Batch, 1)
	cfg.LoadLimit, cfg.Grace = cmp.Or(cfg.LoadLimit, DefaultLoadLimit), cmp.Or(cfg.Grace, DefaultGrace)
	memory, p, err := startWithMemory(cfg)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotStarted, err)
	}
	s := &Session{cfg: cfg, process: p, link: &p.pipes, memory: memory, answer: answer{buf: make([]byte, headLen+maxText)}}
	s.patience.clock = cputime.Process(p.cmd.Process.Pid)
	if err := s.handshake(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// startWithMemory starts a child that inherits memory to share, which is nil where the
// system has none; there the pipes carry all.
func startWithMemory(cfg Config) (mapped, *process, error) {
	memory, files, err := createMemory()
	if err != nil {
		memory = nil
	}
	p, err := startProcess(cfg, files...)
	for _, f := range files {
		err = errors.Join(err, f.Close())
	}
	if err != nil && memory != nil {
		err = errors.Join(err, memory.Close())
	}
	return memory, p, err
}

// Contract returns the contract of the loaded file.
func (s *Session) Contract() policy.Contract { return s.contract }

// SHA256 returns the hash of the loaded model.
func (s *Session) SHA256() string { return s.sha256 }

// FileHashes returns the hashes of the model's single files.
func (s *Session) FileHashes() policy.FileHashes { return s.files }

// Random returns why two runs of one input may give different scores, or "".
func (s *Session) Random() string { return s.random }

// Input returns the network's input, to be written before a run: of Config.Batch inputs one
// after the other. It is the session's memory until Close, which unmaps it.
func (s *Session) Input() vision.Input { return s.input }

// Scores returns one raw score per class for each input, valid until the next run.
func (s *Session) Scores() []float32 { return s.scores }

// Pid returns the child's process ID, or 0 after Close.
func (s *Session) Pid() int {
	if s.process == nil {
		return 0
	}
	return s.process.cmd.Process.Pid
}

// Close makes the child exit after its current run, and waits for it. A second Close does
// nothing.
func (s *Session) Close() error {
	if s.process == nil {
		return nil
	}
	err := s.link.Close()
	if s.memory != nil {
		err = errors.Join(err, s.memory.Close())
	}
	s.process.wait()
	s.process, s.memory = nil, nil
	s.input = vision.Input{}
	return err
}
