package ort

import (
	"encoding/binary"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

const typeBool = 9

// assembly is a model file with any inputs, outputs and nodes. newAssembly returns
// one with the input "frames" and the value "product", the mean of its input times
// the weights 1, −1 and 2, as newForge has them.
type assembly struct {
	domains                []string // of operators other than ONNX's own
	nodes, inputs, outputs [][]byte
	initializers           [][]byte
	meta                   map[string]string
}

func newAssembly() *assembly {
	a := &assembly{meta: maps.Clone(newForge().meta)}
	a.inputs = append(a.inputs, info("frames", typeFloat, []any{"N", 1, 2, 4}))
	a.op("GlobalAveragePool", []string{"frames"}, []string{"pooled"})
	a.op("Flatten", []string{"pooled"}, []string{"flat"})
	a.op("MatMul", []string{"flat", "weights"}, []string{"product"})
	a.floats("weights", []uint64{1, 3}, 1, -1, 2)
	return a
}

// op adds a node.
func (a *assembly) op(kind string, in, out []string, attributes ...[]byte) *assembly {
	var n []byte
	for _, name := range in {
		n = text(n, nodeInput, name)
	}
	for _, name := range out {
		n = text(n, nodeOutput, name)
	}
	a.nodes = append(a.nodes, slices.Concat(append([][]byte{text(n, nodeOpType, kind)}, attributes...)...))
	return a
}

// in and out add an input and an output.
func (a *assembly) in(name string, element uint64, shape ...any) *assembly {
	a.inputs = append(a.inputs, info(name, element, append([]any{}, shape...)))
	return a
}

func (a *assembly) out(name string, element uint64, shape ...any) *assembly {
	a.outputs = append(a.outputs, info(name, element, append([]any{}, shape...)))
	return a
}

// set sets keys of the metadata.
func (a *assembly) set(keysAndValues ...string) *assembly {
	for i := 0; i < len(keysAndValues); i += 2 {
		a.meta[keysAndValues[i]] = keysAndValues[i+1]
	}
	return a
}

// floats and integers add an initializer.
func (a *assembly) floats(name string, dims []uint64, values ...float32) {
	var data []byte
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	a.initializer(name, typeFloat, dims, data)
}

func (a *assembly) integers(name string, values ...int64) {
	var data []byte
	for _, v := range values {
		data = binary.LittleEndian.AppendUint64(data, uint64(v))
	}
	a.initializer(name, typeInt64, []uint64{uint64(len(values))}, data)
}

func (a *assembly) initializer(name string, element uint64, dims []uint64, data []byte) {
	var w []byte
	for _, d := range dims {
		w = number(w, tensorDims, d)
	}
	a.initializers = append(a.initializers, submessage(text(number(w, tensorDataType, element), tensorName, name), tensorRawData, data))
}

func (a *assembly) bytes() []byte {
	g := text(nil, 2, "assembly")
	add := func(field protowire.Number, messages [][]byte) {
		for _, m := range messages {
			g = submessage(g, field, m)
		}
	}
	add(graphNode, a.nodes)
	add(graphInitializer, a.initializers)
	add(graphInput, a.inputs)
	add(graphOutput, a.outputs)
	doc := submessage(number(nil, modelIRVersion, 7), modelOpsetImport, number(nil, opsetVersion, 13))
	for _, domain := range a.domains {
		doc = submessage(doc, modelOpsetImport, number(text(nil, opsetDomain, domain), opsetVersion, 1))
	}
	doc = submessage(doc, modelGraph, g)
	for _, key := range slices.Sorted(maps.Keys(a.meta)) {
		doc = submessage(doc, modelMetadataProps, text(text(nil, entryKey, key), entryValue, a.meta[key]))
	}
	return doc
}

// open writes the model and loads it.
func (a *assembly) open(t testing.TB) *Session {
	t.Helper()
	path := filepath.Join(t.TempDir(), "m.onnx")
	put(t, path, a.bytes())
	s, err := Open(CPU, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// broken writes the model for a table of refused ones.
func (a *assembly) broken(t *testing.T, dir string) { put(t, filepath.Join(dir, "m.onnx"), a.bytes()) }

// run runs a session on a frame of one value and returns the scores.
func run(t testing.TB, s *Session, value float32) []float32 {
	t.Helper()
	for i := range s.Input().Floats {
		s.Input().Floats[i] = value
	}
	for i := range s.Input().Bytes {
		s.Input().Bytes[i] = uint8(value)
	}
	if err := s.Run(); err != nil {
		t.Fatal(err)
	}
	return slices.Clone(s.Scores())
}
