package ort

import (
	"errors"
	"fmt"
	"os"
	"strings"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// described is what the graph states.
type described struct {
	policy.Graph
	scores vision.ElementType // of the output
}

// describe reads a file's metadata, with its sidecar laid over, and its graph,
// with the names of the input and the output.
func describe(path string, options *onnx.SessionOptions) (map[string]string, described, [2]string, error) {
	fail := func(err error) (map[string]string, described, [2]string, error) {
		return nil, described{}, [2]string{}, err
	}
	inputs, outputs, err := onnx.GetInputOutputInfoWithOptions(path, options)
	if err != nil {
		return fail(runtimeError(err))
	}
	if len(inputs) != 1 || len(outputs) != 1 {
		return fail(fmt.Errorf("it has %d inputs and %d outputs; want one of each", len(inputs), len(outputs)))
	}
	in, out := inputs[0], outputs[0]
	g := described{
		Graph:  policy.Graph{Input: in.Dimensions, Element: elements[in.DataType], Output: out.Dimensions},
		scores: elements[out.DataType],
	}
	if g.Element == 0 {
		return fail(fmt.Errorf("its input is of %s; want float32, float16 or uint8", typeName(in.DataType)))
	}
	if g.scores != vision.Float32 && g.scores != vision.Float16 {
		return fail(fmt.Errorf("its output is of %s; want float32 or float16", typeName(out.DataType)))
	}
	meta, err := metadata(path, options)
	if err != nil {
		return fail(err)
	}
	return meta, g, [2]string{in.Name, out.Name}, nil
}

// typeName is the type of an element in ONNX's own words, e.g. "int64".
func typeName(t onnx.TensorElementDataType) string {
	return strings.ToLower(strings.TrimPrefix(t.String(), "ONNX_TENSOR_ELEMENT_DATA_TYPE_"))
}

func metadata(path string, options *onnx.SessionOptions) (meta map[string]string, err error) {
	m, err := onnx.GetModelMetadataWithOptions(path, options)
	if err != nil {
		return nil, runtimeError(err)
	}
	defer func() { err = errors.Join(err, m.Destroy()) }()
	keys, err := m.GetCustomMetadataMapKeys()
	if err != nil {
		return nil, runtimeError(err)
	}
	meta = map[string]string{}
	for _, k := range keys {
		if meta[k], _, err = m.LookupCustomMetadataMap(k); err != nil {
			return nil, runtimeError(err)
		}
	}
	sidecar := path + ".json"
	data, err := os.ReadFile(sidecar)
	if errors.Is(err, os.ErrNotExist) {
		return meta, nil
	}
	if err != nil {
		return nil, err
	}
	if err := policy.MergeSidecar(meta, data); err != nil {
		return nil, fmt.Errorf("its sidecar %s: %s", sidecar, oneLine(err))
	}
	return meta, nil
}
