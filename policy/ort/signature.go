package ort

import (
	"errors"
	"fmt"
	"strings"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// signature describes a graph's only input and output.
type signature struct {
	policy.Graph
	scores        vision.ElementType // of the output
	input, output string             // their names
}

func readSignature(g *graphProto) (s signature, err error) {
	inputs, outputs := g.requiredInputs(), g.output
	if len(inputs) != 1 || len(outputs) != 1 {
		return s, fmt.Errorf("graph has %d inputs and %d outputs; want one of each", len(inputs), len(outputs))
	}
	in, out := inputs[0].tensorType, outputs[0].tensorType
	if in == nil || out == nil {
		return s, errors.New("input or output is not a tensor; want one tensor of each")
	}
	if in.shape == nil {
		return s, errors.New("input has no shape; export it with [N, C, H, W] or [N, H, W, C]")
	}
	s.input, s.output = inputs[0].name, outputs[0].name
	s.Input, s.Output = in.shape, out.shape
	if s.Output == nil { // determined by the first run
		s.Output = []int64{-1, -1}
	}
	s.Element, s.scores = elements[in.elemType], elements[out.elemType]
	if s.Element == 0 {
		return s, fmt.Errorf("input is of type %s; want float32, float16 or uint8", typeName(in.elemType))
	}
	if s.scores != vision.Float32 && s.scores != vision.Float16 {
		return s, fmt.Errorf("output is of type %s; want float32 or float16", typeName(out.elemType))
	}
	return s, nil
}

// elements are the supported element types, by TensorProto.DataType.
var elements = map[int32]vision.ElementType{
	onnx.TensorElementDataTypeFloat:   vision.Float32,
	onnx.TensorElementDataTypeFloat16: vision.Float16,
	onnx.TensorElementDataTypeUint8:   vision.Uint8,
}

// typeName returns the name of an element type, e.g. "int64".
func typeName(element int32) string {
	return strings.ToLower(strings.TrimPrefix(onnx.TensorElementDataType(element).String(), "ONNX_TENSOR_ELEMENT_DATA_TYPE_"))
}
