package ort

import (
	"encoding/binary"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// convolution returns a model of a convolution, a rectifier and a matrix product.
// The shape between the last two is an initializer in the file shape.bin.
func convolution() []byte {
	weights := func(name string, element uint64, dims ...uint64) []byte {
		w := number(text(nil, tensorName, name), tensorDataType, element)
		for _, d := range dims {
			w = number(w, tensorDims, d)
		}
		return w
	}
	shape := submessage(weights("shape", typeInt64, 2), tensorExternalData, text(text(nil, entryKey, "location"), entryValue, "shape.bin"))
	ints := func(name string, values ...uint64) []byte {
		a := text(nil, attributeName, name)
		for _, v := range values {
			a = number(a, attributeInts, v)
		}
		return submessage(nil, nodeAttribute, a)
	}
	second := func(n []byte, name string) []byte { return text(n, nodeInput, name) }
	var g []byte
	for _, n := range [][]byte{
		second(node("Conv", "frames", "map", ints("strides", 1, 1)), "kernel"),
		node("Relu", "map", "active", nil),
		second(node("Reshape", "active", "flat", nil), "shape"),
		second(node("Gemm", "flat", "scores", nil), "matrix"),
		second(node("MatMul", "scores", "more", nil), "unknown"),
	} {
		g = submessage(g, graphNode, n)
	}
	for _, w := range [][]byte{weights("kernel", typeFloat, 2, 1, 2, 2), shape, weights("matrix", typeFloat, 6, 3)} {
		g = submessage(g, graphInitializer, w)
	}
	g = submessage(g, graphInput, info("frames", typeFloat, []any{"N", 1, 2, 4}))
	g = submessage(g, graphOutput, info("scores", typeFloat, []any{"N", 3}))
	return submessage(text(text(number(nil, modelIRVersion, 8), modelProducerName, "somebody"), modelProducerVersion, "2.1"), modelGraph, g)
}

func TestInspectEstimatesTheCostOfARun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.onnx")
	put(t, path, convolution())
	put(t, filepath.Join(filepath.Dir(path), "shape.bin"), binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, 1), ^uint64(0)))
	f, err := Inspect(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		what      string
		got, want int64
	}{
		{"FLOPs", f.FLOPs, 2 * (2*1*3*1*2*2 + 1*6*3)},
		{"bytes of activations", f.Activations, 4 * (6 + 6 + 6 + 3)},
		{"parameters", f.Parameters, 8 + 2 + 18},
		{"bytes of weights", f.WeightBytes, 4*8 + 8*2 + 4*18},
		{"IR version", f.IR, 8},
	} {
		if x.got != x.want {
			t.Errorf("%d %s, want %d", x.got, x.what, x.want)
		}
	}
	if want := map[string]int{"Conv": 1, "Relu": 1, "Reshape": 1, "Gemm": 1, "MatMul": 1}; !maps.Equal(f.Operators, want) {
		t.Errorf("operators are %v, want %v", f.Operators, want)
	}
	if want := map[string]int{"MatMul": 1}; !maps.Equal(f.Uncounted, want) {
		t.Errorf("uncounted are %v, want %v", f.Uncounted, want)
	}
	if f.Producer != "somebody 2.1" {
		t.Errorf("producer is %q, want somebody 2.1", f.Producer)
	}
}

func TestImpossibleShapesCostNothing(t *testing.T) {
	const huge = 1 << 62
	list := func(name string, field protowire.Number, values ...uint64) []byte {
		a := text(nil, attributeName, name)
		for _, v := range values {
			a = number(a, field, v)
		}
		return submessage(nil, nodeAttribute, a)
	}
	minus := func(n int64) uint64 { return uint64(n) }
	for name, n := range map[string][]byte{
		"a kernel of negative size":       node("MaxPool", "frames", "out", list("kernel_shape", attributeInts, minus(-huge), minus(-huge))),
		"padding that overflows":          node("MaxPool", "frames", "out", slices.Concat(list("kernel_shape", attributeInts, 1, 1), list("pads", attributeInts, huge, huge, huge, huge))),
		"a stride of 0":                   node("MaxPool", "frames", "out", slices.Concat(list("kernel_shape", attributeInts, 1, 1), list("strides", attributeInts, 0, 0))),
		"an axis that the input lacks":    node("Flatten", "frames", "out", list("axis", attributeI, 9)),
		"an order with a negative number": node("Transpose", "frames", "out", list("perm", attributeInts, 0, 1, 2, minus(-1))),
		"a product without weights":       node("Gemm", "frames", "out", nil),
	} {
		m, err := readModel(submessage(nil, modelGraph, submessage(nil, graphNode, n)))
		if err != nil {
			t.Fatal(err)
		}
		c := estimateCost(m.graph, map[string][]int64{"frames": {1, 1, 2, 4}})
		if c.activations != 0 || c.flops != 0 {
			t.Errorf("%s: %d bytes of activations and %d FLOPs, want 0", name, c.activations, c.flops)
		}
	}
	c := estimateCost(&graphProto{node: []nodeProto{{opType: "Relu", input: []string{"frames"}, output: []string{"out"}}}}, map[string][]int64{"frames": {huge, huge}})
	if c.activations != 0 {
		t.Errorf("an input that is too large: %d bytes of activations, want 0", c.activations)
	}
}
