package ort

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// Session is one loaded model. Its calls must not overlap; Close frees it.
type Session struct {
	contract policy.Contract
	sha256   string
	session  *onnx.AdvancedSession
	input    *tensor
	output   *tensor
}

// Open loads a model file, checks it against its contract and runs it once on
// a zero frame. skills are the names of the game's skills. Every error is one
// line that names the file and the mend.
func Open(path string, skills []string) (*Session, error) {
	if err := start(); err != nil {
		return nil, err
	}
	s, err := open(path, skills)
	if err != nil {
		return nil, fmt.Errorf("load model %s: %w", path, err)
	}
	return s, nil
}

func open(path string, skills []string) (*Session, error) {
	sum, err := hash(path)
	if err != nil {
		return nil, err
	}
	options, err := newOptions()
	if err != nil {
		return nil, err
	}
	defer options.Destroy()
	meta, graph, names, err := describe(path, options)
	if err != nil {
		return nil, err
	}
	contract, err := policy.ParseContract(meta, graph.Graph, skills)
	if err != nil {
		return nil, err
	}
	s := &Session{contract: contract, sha256: sum}
	if err := s.bind(path, names, graph, options); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.probe(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// hash reads the file once and refuses what cannot be a model.
func hash(path string) (string, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return "", errors.New("there is no such file")
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return "", err
	}
	if n == 0 {
		return "", errors.New("the file is empty; export the model again")
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// newOptions is one thread, in order, everything optimised, no spinning: a
// small network answers sooner so, and matches keep the cores busy.
func newOptions() (*onnx.SessionOptions, error) {
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
		o.AddSessionConfigEntry("session.set_denormal_as_zero", "1"),
	)
	if err != nil {
		return nil, errors.Join(err, o.Destroy())
	}
	return o, nil
}

func (s *Session) bind(path string, names [2]string, graph described, options *onnx.SessionOptions) error {
	shape := s.contract.Input.Shape()
	var err error
	if s.input, err = newTensor(shape[:], graph.Element); err != nil {
		return err
	}
	k := int64(len(s.contract.Classes))
	if s.output, err = newTensor([]int64{1, k}, graph.scores); err != nil {
		return err
	}
	s.session, err = onnx.NewAdvancedSession(path, names[:1], names[1:],
		[]onnx.Value{s.input.value}, []onnx.Value{s.output.value}, options)
	if err != nil {
		return runtimeError(err)
	}
	return nil
}

// probe runs the model on a zero frame.
func (s *Session) probe() error {
	if err := s.Run(); err != nil {
		return fmt.Errorf("it fails on a zero frame: %w", err)
	}
	for i, v := range s.Scores() {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Errorf("its score of %q on a zero frame is %v; train or export it again", s.contract.Classes[i], v)
		}
	}
	return nil
}

// Contract is what the file promises.
func (s *Session) Contract() policy.Contract { return s.contract }

// SHA256 is the file's hash in hexadecimal digits.
func (s *Session) SHA256() string { return s.sha256 }

// Floats is the input of a model that takes floats, Contract().Input.Len()
// values to be written before Run; nil for one that takes bytes.
func (s *Session) Floats() []float32 { return s.input.floats }

// Bytes is the input of a model that takes bytes; nil for one that takes
// floats.
func (s *Session) Bytes() []uint8 { return s.input.bytes }

// Run computes the scores of what stands in the input. It allocates nothing.
func (s *Session) Run() error {
	s.input.toRuntime()
	if err := s.session.Run(); err != nil {
		return runtimeError(err)
	}
	s.output.fromRuntime()
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
	for _, t := range []*tensor{s.input, s.output} {
		if t != nil {
			errs = append(errs, t.close())
		}
	}
	return errors.Join(errs...)
}

// runtimeError makes one line of what the runtime says, with the mend where
// the cause is known.
func runtimeError(err error) error {
	text := oneLine(err)
	switch lower := strings.ToLower(text); {
	case strings.Contains(lower, "protobuf"), strings.Contains(lower, "no graph was found"), strings.Contains(lower, "invalid_protobuf"):
		return fmt.Errorf("it is no whole ONNX file (%s); export the model again", text)
	case strings.Contains(lower, "external"):
		return fmt.Errorf("its external data cannot be read (%s); put the data file beside it, or export it in one file", text)
	case strings.Contains(lower, "no op registered"), strings.Contains(lower, "is not a registered function/op"), strings.Contains(lower, "not_implemented"), strings.Contains(lower, "could not find an implementation"):
		return fmt.Errorf("it needs an operator that this runtime lacks (%s); export it with another opset", text)
	}
	return fmt.Errorf("ONNX Runtime: %s", text)
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

var elements = map[onnx.TensorElementDataType]vision.ElementType{
	onnx.TensorElementDataTypeFloat:   vision.Float32,
	onnx.TensorElementDataTypeFloat16: vision.Float16,
	onnx.TensorElementDataTypeUint8:   vision.Uint8,
}
