package ort

import (
	"slices"
	"strings"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/kumite/kumite/policy"
)

// signature returns the graph's inputs and outputs.
func (g *graphProto) signature() policy.Graph {
	s := policy.Graph{Inputs: values(g.input), Outputs: values(g.output)}
	defaults := map[string]bool{}
	for _, t := range slices.Concat(g.initializer, g.sparseInitializer) {
		defaults[t.name] = true
	}
	for i := range s.Inputs {
		s.Inputs[i].Optional = defaults[s.Inputs[i].Name]
	}
	return s
}

func values(infos []valueInfoProto) []policy.Value {
	all := make([]policy.Value, len(infos))
	for i, v := range infos {
		all[i] = policy.Value{Name: v.name, Type: v.container}
		if t := v.tensorType; t != nil {
			all[i] = policy.Value{Name: v.name, Type: typeName(t.elemType), Shape: t.shape, Dims: t.dims}
		}
	}
	return all
}

// typeName returns the name of an element type, e.g. "int64".
func typeName(element int32) string {
	switch element {
	case onnx.TensorElementDataTypeFloat:
		return "float32"
	case onnx.TensorElementDataTypeDouble:
		return "float64"
	}
	return strings.ToLower(strings.TrimPrefix(onnx.TensorElementDataType(element).String(), "ONNX_TENSOR_ELEMENT_DATA_TYPE_"))
}

// typeOf returns the element type with a name, or 0 if there is none.
func typeOf(name string) onnx.TensorElementDataType {
	for element := range elementBytes {
		if elementBytes[element] > 0 && typeName(int32(element)) == name {
			return onnx.TensorElementDataType(element)
		}
	}
	return onnx.TensorElementDataTypeUndefined
}
