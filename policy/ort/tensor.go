package ort

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"unsafe"

	"github.com/x448/float16"
	onnx "github.com/yalue/onnxruntime_go"

	"github.com/kumite/kumite/vision"
)

// tensor is memory shared with the runtime. Half floats are converted from and to
// float32 before and after a run. The memory is allocated by Go and pinned, because
// the runtime keeps its address.
type tensor struct {
	value  onnx.Value
	floats []float32 // nil for bytes
	bytes  []uint8   // nil for floats
	halves []byte    // half floats shared with the runtime, little-endian
	raw    []byte    // the memory shared with the runtime; nil for a scalar
	pinned runtime.Pinner
}

func newTensor(shape []int64, element vision.ElementType) (*tensor, error) {
	if err := onnx.NewShape(shape...).Validate(); err != nil {
		return nil, fmt.Errorf("make tensor %v: %s", shape, oneLine(err))
	}
	n := onnx.NewShape(shape...).FlattenedSize()
	t := &tensor{}
	var err error
	switch element {
	case vision.Uint8:
		t.bytes = make([]uint8, n)
		t.raw = t.bytes
		t.pinned.Pin(&t.bytes[0])
		t.value, err = onnx.NewTensor(onnx.NewShape(shape...), t.bytes)
	case vision.Float16:
		t.floats, t.halves = make([]float32, n), make([]byte, 2*n)
		t.raw = t.halves
		t.pinned.Pin(&t.halves[0])
		t.value, err = onnx.NewCustomDataTensor(onnx.NewShape(shape...), t.halves, onnx.TensorElementDataTypeFloat16)
	default:
		t.floats = make([]float32, n)
		t.raw = unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(t.floats))), 4*n)
		t.pinned.Pin(&t.floats[0])
		t.value, err = onnx.NewTensor(onnx.NewShape(shape...), t.floats)
	}
	if err != nil {
		t.pinned.Unpin()
		return nil, fmt.Errorf("make tensor %v: %s", shape, oneLine(err))
	}
	return t, nil
}

func (t *tensor) toRuntime() {
	if t.halves == nil {
		return
	}
	for i, f := range t.floats {
		binary.LittleEndian.PutUint16(t.halves[2*i:], float16.Fromfloat32(f).Bits())
	}
}

func (t *tensor) fromRuntime() {
	if t.halves == nil {
		return
	}
	for i := range t.floats {
		t.floats[i] = float16.Frombits(binary.LittleEndian.Uint16(t.halves[2*i:])).Float32()
	}
}

func (t *tensor) close() error {
	if t.value == nil {
		return nil
	}
	err := t.value.Destroy()
	t.value = nil
	t.pinned.Unpin()
	return err
}
