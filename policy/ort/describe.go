package ort

import (
	"bytes"
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

// described is what a model's files state, before the runtime has seen them.
type described struct {
	policy.Graph
	scores  vision.ElementType // of the output
	names   [2]string          // of the input and the output
	meta    map[string]string  // with the sidecar laid over
	sha256  string
	data    []byte  // the file, read once, with its external data in it
	besides besides // external data that is too much for that
}

// describe reads a model's file, its external data and its sidecar, each once.
// The hash is that of all of them, in that order, so that it names all that
// decides the scores and what they mean.
func describe(path string) (*described, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(data, []byte("version https://git-lfs")) {
		return nil, errors.New("it is a pointer of Git LFS, not the model; run `git lfs pull`")
	}
	says, err := readStatement(data)
	if errors.Is(err, errNoLocation) {
		return nil, err
	}
	if err != nil {
		return nil, errors.New("it is no whole ONNX file; export the model again, or copy all of it")
	}
	d := &described{data: data, meta: says.metadata}
	h := sha256.New()
	h.Write(data)
	if err := d.readExternal(h, path, says.external); err != nil {
		return nil, err
	}
	if err := d.readSidecar(h, path+".json"); err != nil {
		return nil, err
	}
	d.sha256 = hex.EncodeToString(h.Sum(nil))
	return d, d.readGraph(says)
}

// readFile reads a model file that can be one.
func readFile(path string) (data []byte, err error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errors.New("there is no such file")
	}
	if err != nil {
		return nil, cause(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no file; name a *.onnx file")
	case info.Size() == 0:
		return nil, errors.New("the file is empty; export the model again")
	case info.Size() > math.MaxInt32:
		return nil, fmt.Errorf("it has %d bytes, and an ONNX file ends at 2 GB; export it with external data", info.Size())
	}
	data = make([]byte, info.Size())
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, fmt.Errorf("the file changed while it was read (%w); load it again", err)
	}
	return data, nil
}

// readSidecar lays the sidecar, where there is one, over the metadata.
func (d *described) readSidecar(h io.Writer, path string) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("its sidecar %s cannot be read (%w)", path, cause(err))
	}
	if _, err := h.Write(data); err != nil {
		return err
	}
	if err := policy.MergeSidecar(d.meta, data); err != nil {
		return fmt.Errorf("its sidecar %s: %s", path, oneLine(err))
	}
	return nil
}

// readGraph takes over the one input and the one output.
func (d *described) readGraph(says *statement) error {
	in, out, err := one(says.inputs, says.outputs)
	if err != nil {
		return err
	}
	d.names = [2]string{in.name, out.name}
	d.Input, d.Output = in.shape, out.shape
	if !out.shaped { // the first run shows it
		d.Output = []int64{-1, -1}
	}
	d.Element, d.scores = elements[onnx.TensorElementDataType(in.element)], elements[onnx.TensorElementDataType(out.element)]
	if d.Element == 0 {
		return fmt.Errorf("its input is of %s; want float32, float16 or uint8", typeName(in.element))
	}
	if d.scores != vision.Float32 && d.scores != vision.Float16 {
		return fmt.Errorf("its output is of %s; want float32 or float16", typeName(out.element))
	}
	return nil
}

var elements = map[onnx.TensorElementDataType]vision.ElementType{
	onnx.TensorElementDataTypeFloat:   vision.Float32,
	onnx.TensorElementDataTypeFloat16: vision.Float16,
	onnx.TensorElementDataTypeUint8:   vision.Uint8,
}

// typeName is the type of an element in ONNX's own words, e.g. "int64".
func typeName(element int32) string {
	return strings.ToLower(strings.TrimPrefix(onnx.TensorElementDataType(element).String(), "ONNX_TENSOR_ELEMENT_DATA_TYPE_"))
}
