package ort

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/x448/float16"
	onnx "github.com/yalue/onnxruntime_go"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// feedback is a part of the recurrent state. A run reads in and writes out; commit
// copies out to in.
type feedback struct{ in, out *tensor }

func (f feedback) commit() { copy(f.in.raw, f.out.raw) }

func (f feedback) reset() { clear(f.in.raw) }

// newRaw returns a tensor of zeros of any type that has whole bytes.
func newRaw(shape []int64, element onnx.TensorElementDataType) (*tensor, error) {
	n := onnx.NewShape(shape...).FlattenedSize() * elementBytes[element]
	t := &tensor{raw: make([]byte, n, max(n, 16))} // 16 bytes and more are aligned for every type
	t.pinned.Pin(&t.raw[0])
	var err error
	if t.value, err = onnx.NewCustomDataTensor(onnx.NewShape(shape...), t.raw, element); err != nil {
		t.pinned.Unpin()
		return nil, fmt.Errorf("make tensor %v: %s", shape, oneLine(err))
	}
	return t, nil
}

// newConstant returns a tensor of one element.
func newConstant(c policy.Constant, element onnx.TensorElementDataType) (*tensor, error) {
	if len(c.Shape) == 0 {
		return newScalar(c.Value, element)
	}
	t, err := newRaw(c.Shape, element)
	if err != nil {
		return nil, err
	}
	order := binary.LittleEndian
	switch element {
	case onnx.TensorElementDataTypeBool:
		t.raw[0] = byte(c.Value)
	case onnx.TensorElementDataTypeFloat16:
		order.PutUint16(t.raw, float16.Fromfloat32(float32(c.Value)).Bits())
	case onnx.TensorElementDataTypeFloat:
		order.PutUint32(t.raw, math.Float32bits(float32(c.Value)))
	case onnx.TensorElementDataTypeDouble:
		order.PutUint64(t.raw, math.Float64bits(c.Value))
	case onnx.TensorElementDataTypeInt32:
		order.PutUint32(t.raw, uint32(int32(c.Value)))
	case onnx.TensorElementDataTypeInt64:
		order.PutUint64(t.raw, uint64(int64(c.Value)))
	}
	return t, nil
}

// newScalar returns a tensor of rank 0.
func newScalar(v float64, element onnx.TensorElementDataType) (t *tensor, err error) {
	t = &tensor{}
	switch element {
	case onnx.TensorElementDataTypeBool:
		t.value, err = onnx.NewScalar(v != 0)
	case onnx.TensorElementDataTypeFloat:
		t.value, err = onnx.NewScalar(float32(v))
	case onnx.TensorElementDataTypeDouble:
		t.value, err = onnx.NewScalar(v)
	case onnx.TensorElementDataTypeInt32:
		t.value, err = onnx.NewScalar(int32(v))
	case onnx.TensorElementDataTypeInt64:
		t.value, err = onnx.NewScalar(int64(v))
	default:
		err = fmt.Errorf("type %v is not supported", element)
	}
	if err != nil {
		return nil, fmt.Errorf("make scalar: %s", oneLine(err))
	}
	return t, nil
}

// bind allocates the tensors of the inputs and outputs and opens the session.
func (s *Session) bind(d *described, options *onnx.SessionOptions) error {
	c := s.contract
	frames, _ := d.graph.Input(c.Frames)
	scores, _ := d.graph.Output(c.Scores)
	var err error
	if s.input, err = newTensor(s.inputShape(frames), c.Input.Type); err != nil {
		return err
	}
	shape := []int64{int64(s.batch), int64(len(c.Classes))}
	if len(scores.Shape) == 3 {
		shape = []int64{shape[0], 1, shape[1]}
	}
	element := vision.Float32
	if scores.Type == "float16" {
		element = vision.Float16
	}
	if s.output, err = newTensor(shape, element); err != nil {
		return err
	}
	b := binding{inputs: []string{c.Frames}, outputs: []string{c.Scores}, in: []onnx.Value{s.input.value}, out: []onnx.Value{s.output.value}}
	if err := s.bindConstants(d, &b); err != nil {
		return err
	}
	if err := s.bindState(d, &b); err != nil {
		return err
	}
	s.session, err = onnx.NewAdvancedSessionWithONNXData(d.data, b.inputs, b.outputs, b.in, b.out, options)
	if err != nil {
		return runtimeError(err)
	}
	s.watchdog, err = newWatchdog()
	return err
}

// inputShape returns the shape of the frames' input of a run.
func (s *Session) inputShape(frames policy.Value) []int64 {
	c := s.contract
	shape := c.Input.Shape()
	shape[0] = int64(s.batch)
	if len(frames.Shape) != 5 {
		return shape[:]
	}
	return []int64{shape[0], int64(c.Input.Stack), int64(c.Input.Color.Channels()), shape[2], shape[3]}
}

// binding lists the names and values that a session is opened with.
type binding struct {
	inputs, outputs []string
	in, out         []onnx.Value
}

func (s *Session) bindConstants(d *described, b *binding) error {
	for _, c := range s.contract.Constants {
		v, _ := d.graph.Input(c.Input)
		t, err := newConstant(c, typeOf(v.Type))
		if err != nil {
			return fmt.Errorf("input %q: %w", c.Input, err)
		}
		s.others = append(s.others, t)
		b.inputs, b.in = append(b.inputs, c.Input), append(b.in, t.value)
	}
	return nil
}

func (s *Session) bindState(d *described, b *binding) error {
	for _, f := range s.contract.State {
		v, _ := d.graph.Input(f.Input)
		in, err := newRaw(f.Shape, typeOf(v.Type))
		if err != nil {
			return fmt.Errorf("input %q: %w", f.Input, err)
		}
		s.others = append(s.others, in)
		b.inputs, b.in = append(b.inputs, f.Input), append(b.in, in.value)
		out := s.output
		if f.Output != s.contract.Scores {
			if out, err = newRaw(f.Shape, typeOf(v.Type)); err != nil {
				return fmt.Errorf("output %q: %w", f.Output, err)
			}
			s.others = append(s.others, out)
			b.outputs, b.out = append(b.outputs, f.Output), append(b.out, out.value)
		}
		if len(in.raw) != len(out.raw) {
			return fmt.Errorf("kumite.state: input %q has %d bytes and the scores %d; export both with the same shape", f.Input, len(in.raw), len(out.raw))
		}
		s.state = append(s.state, feedback{in, out})
	}
	return nil
}
