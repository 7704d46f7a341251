package ort

import (
	"errors"
	"fmt"
	"slices"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// Session is one loaded model. Calls must not overlap, except Cancel.
type Session struct {
	contract policy.Contract
	sha256   string
	files    policy.FileHashes
	random   string
	slow     string // why a run may take long
	session  *onnx.AdvancedSession
	input    *tensor
	output   *tensor
	others   []*tensor  // constants and state
	state    []feedback // of recurrent models
	watchdog *watchdog
	batch    int // inputs of a run
	batches  bool
}

// Open loads a model file on an execution provider, which must support the whole
// model, checks its contract and runs it once on a zero frame. Its classes need not be
// skills of the game. aliases are names of classes, over those that the file states.
// Every error is one line that names the file and says how to fix it. The caller must
// close the session.
func Open(on Provider, path string, aliases map[string]string) (*Session, error) {
	return OpenBatch(on, path, aliases, 1)
}

// OpenBatch is Open for runs of n inputs at a time, n ≥ 1. Input then has the samples of
// n inputs and Scores the scores of each, one after the other. The first dimension of the
// graph's input must be n or dynamic, and the model must have no recurrent state.
func OpenBatch(on Provider, path string, aliases map[string]string, n int) (*Session, error) {
	if err := start(); err != nil {
		return nil, err
	}
	s, err := open(on, path, aliases, n)
	if err != nil {
		return nil, fmt.Errorf("load model %s: %w", path, err)
	}
	return s, nil
}

func open(on Provider, path string, aliases map[string]string, batch int) (*Session, error) {
	d, err := describe(path)
	if err == nil {
		err = policy.AddAliases(d.meta, aliases)
	}
	if err != nil {
		return nil, err
	}
	s := &Session{sha256: d.sha256, files: d.files, batch: batch}
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
	if err := s.checkBatch(d.graph); err != nil {
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

// Options describes the options of every session.
const Options = "1 thread, sequential, all optimizations, no spinning, denormals kept"

// checkBatch refuses a number of inputs in a run that the graph does not take.
func (s *Session) checkBatch(g policy.Graph) error {
	in, _ := g.Input(s.contract.Frames)
	s.batches = in.Shape[0] < 1 && len(s.contract.State) == 0
	switch {
	case s.batch < 1 || s.batch > 1 && in.Shape[0] >= 1:
		return fmt.Errorf("a batch of %d does not fit the input, whose N is %d; use a batch of 1, or export with N dynamic", s.batch, in.Shape[0])
	case s.batch > 1 && len(s.contract.State) > 0:
		return fmt.Errorf("a batch of %d does not fit a model with recurrent state, whose inputs follow one another; use a batch of 1", s.batch)
	}
	return nil
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

// Contract returns the contract of the loaded file.
func (s *Session) Contract() policy.Contract { return s.contract }

// SHA256 returns the hexadecimal hash of the file followed by its external data and
// its sidecar, if any.
func (s *Session) SHA256() string { return s.sha256 }

// FileHashes returns the hashes of the single files.
func (s *Session) FileHashes() policy.FileHashes { return s.files }

// Random returns why two runs of one input may give different scores, as far as the
// graph says so, or "".
func (s *Session) Random() string { return s.random }

// TakesBatches reports whether OpenBatch accepts the model with more than one input.
func (s *Session) TakesBatches() bool { return s.batches }

// Input returns the model's input, Contract().Input.Len() elements for each input of a
// run, to be written before it. It is the session's memory and valid until Close.
func (s *Session) Input() vision.Input {
	return vision.Input{Floats: s.input.floats, Bytes: s.input.bytes}
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
