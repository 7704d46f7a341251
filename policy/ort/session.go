package ort

import (
	"errors"
	"fmt"
	"slices"
	"time"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// Session is one loaded model. Calls must not overlap, except Cancel.
type Session struct {
	contract policy.Contract
	sha256   string
	random   string
	slow     string // why a run may take long
	session  *onnx.AdvancedSession
	input    *tensor
	output   *tensor
	others   []*tensor  // constants and state
	state    []feedback // of recurrent models
	watchdog *watchdog
}

// Open loads a model file on an execution provider, which must support the whole
// model, checks its contract and runs it once on a zero frame. Its classes need not be
// skills of the game. aliases are names of classes, over those that the file states.
// Every error is one line that names the file and says how to fix it. The caller must
// close the session.
func Open(on Provider, path string, aliases map[string]string) (*Session, error) {
	if err := start(); err != nil {
		return nil, err
	}
	s, err := open(on, path, aliases)
	if err != nil {
		return nil, fmt.Errorf("load model %s: %w", path, err)
	}
	return s, nil
}

func open(on Provider, path string, aliases map[string]string) (*Session, error) {
	d, err := describe(path)
	if err == nil {
		err = policy.AddAliases(d.meta, aliases)
	}
	if err != nil {
		return nil, err
	}
	s := &Session{sha256: d.sha256}
	if err := s.load(on, d); err != nil {
		if closing := s.Close(); closing != nil {
			err = fmt.Errorf("%w; then closing: %w", err, closing)
		}
		return nil, err
	}
	return s, nil
}

func (s *Session) load(on Provider, d *described) (err error) {
	if d.sidecar != nil {
		return d.sidecar
	}
	if s.contract, err = policy.ParseContract(d.meta, d.graph, nil); err != nil {
		return err
	}
	var parameters int64
	for _, t := range d.model.graph.initializer {
		parameters = min(parameters+t.elements, maxTotal)
	}
	s.slow = SlowWeights(d.model.denormal, parameters)
	s.random = d.model.random.why(s.contract.Constants)
	options, err := newOptions(on, d.mapped.folder)
	if err != nil {
		return err
	}
	defer func() {
		if freeing := options.Destroy(); err == nil && freeing != nil {
			err = fmt.Errorf("free session options: %w", freeing)
		}
	}()
	if err := s.bind(d, options); err != nil {
		return err
	}
	d.data, d.model = nil, nil // the runtime has its own copy
	err = s.Try("a zero frame")
	s.Reset()
	if err != nil {
		if in, _ := d.graph.Input(s.contract.Frames); slices.Min(in.Shape[1:]) < 1 {
			err = fmt.Errorf("%w; the graph's input has a dynamic size: set kumite.input to the size that the network was trained on", err)
		}
		return err
	}
	return d.mapped.check()
}

// newOptions sets one thread, sequential execution, all optimisations and no
// spinning. Small networks are fastest that way, and matches keep the cores busy.
//
// Denormals are not flushed to zero: the runtime would do so only on the operating
// system's thread that created the process's first session, so scores would depend
// on a worker's thread.
//
// external is the folder of external data for the runtime to map, "" for none.
func newOptions(on Provider, external string) (*onnx.SessionOptions, error) {
	o, err := onnx.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	err = errors.Join(
		o.SetIntraOpNumThreads(1),
		o.SetInterOpNumThreads(1),
		o.SetExecutionMode(onnx.ExecutionModeSequential),
		o.SetGraphOptimizationLevel(onnx.GraphOptimizationLevelEnableAll),
		o.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"),
		o.AddSessionConfigEntry("session.inter_op.allow_spinning", "0"),
		on.add(o),
	)
	if external != "" {
		err = errors.Join(err, o.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", external))
	}
	if err != nil {
		return nil, errors.Join(err, o.Destroy())
	}
	return o, nil
}

// tryLimit is the time limit of Try. The first run also allocates the runtime's
// memory.
const tryLimit = 10 * time.Second

// Try runs the model once on the current input and returns an error if the scores
// violate the contract. frame names the input in the error. It advances the recurrent
// state like Run.
func (s *Session) Try(frame string) error {
	err := s.RunWithin(tryLimit)
	if errors.Is(err, policy.ErrHung) && s.slow != "" {
		return fmt.Errorf("on %s: no scores within %v; %s", frame, tryLimit, s.slow)
	}
	if errors.Is(err, policy.ErrHung) {
		return fmt.Errorf("on %s: no scores within %v; look for an endless loop, or export a smaller model", frame, tryLimit)
	}
	if err != nil {
		return fmt.Errorf("on %s: %w", frame, err)
	}
	if err := s.contract.CheckScores(s.Scores()); err != nil {
		return fmt.Errorf("on %s: %w", frame, err)
	}
	return nil
}

// Contract returns the contract of the loaded file.
func (s *Session) Contract() policy.Contract { return s.contract }

// SHA256 returns the hexadecimal hash of the file followed by its external data and
// its sidecar, if any.
func (s *Session) SHA256() string { return s.sha256 }

// Random returns why two runs of one input may give different scores, as far as the
// graph says so, or "".
func (s *Session) Random() string { return s.random }

// Input returns the model's input, Contract().Input.Len() elements, to be written
// before a run. It is the session's memory and valid until Close.
func (s *Session) Input() vision.Input {
	return vision.Input{Floats: s.input.floats, Bytes: s.input.bytes}
}

// Run computes the scores of the current input without a time limit. It allocates
// nothing. A model with recurrent state continues from the previous run.
func (s *Session) Run() error { return s.run(0, true) }

// Reset sets the recurrent state to zero, as at the start of a match. Without state
// it does nothing.
func (s *Session) Reset() {
	for _, f := range s.state {
		f.reset()
	}
}

// Warm is RunWithin that leaves the recurrent state as it is.
func (s *Session) Warm(limit time.Duration) error {
	if limit <= 0 {
		return policy.ErrHung
	}
	return s.run(limit, false)
}

// RunWithin is Run with a time limit. A run that fails leaves the recurrent state as
// it is. At the limit it terminates the run, waits
// until the runtime has stopped, and returns policy.ErrHung. The runtime stops
// between operators, so it finishes the current one. The session stays usable. With
// a limit of 0 or less RunWithin returns policy.ErrHung at once.
func (s *Session) RunWithin(limit time.Duration) error {
	if limit <= 0 {
		return policy.ErrHung
	}
	return s.run(limit, true)
}

// Cancel terminates the current run, which then returns policy.ErrHung, and does not
// wait for it. Without a run it does nothing. It may be called concurrently until
// Close.
func (s *Session) Cancel() { s.watchdog.cancel() }

func (s *Session) run(limit time.Duration, keep bool) error {
	if s.session == nil {
		return errors.New("run model: the session is closed")
	}
	s.input.toRuntime()
	s.watchdog.begin(limit)
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

// Scores returns one raw score per class, valid until the next Run.
func (s *Session) Scores() []float32 { return s.output.floats }

// Close frees the session; a second Close does nothing.
func (s *Session) Close() error {
	var errs []error
	if s.session != nil {
		errs = append(errs, s.session.Destroy())
		s.session = nil
	}
	if s.watchdog != nil {
		errs = append(errs, s.watchdog.close())
	}
	for _, t := range append([]*tensor{s.input, s.output}, s.others...) {
		if t != nil {
			errs = append(errs, t.close())
		}
	}
	return errors.Join(errs...)
}
