package ort

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// inputs encodes a node with several inputs.
func inputs(op, out string, in ...string) []byte {
	n := text(nil, nodeOutput, out)
	for _, name := range in {
		n = text(n, nodeInput, name)
	}
	return text(n, nodeOpType, op)
}

// truth encodes a tensor of one truth value.
func truth(name string, v uint64) []byte {
	return text(number(number(nil, tensorDataType, typeBool), tensorInt32Data, v), tensorName, name)
}

// dropout returns fields of a graph with a Dropout whose training mode is a value.
func dropout(fields ...[]byte) []byte {
	drop := submessage(nil, graphNode, inputs("Dropout", "final", "product", "", "training"))
	return append(slices.Concat(fields...), drop...)
}

// computed is a Dropout whose training mode the graph computes.
func computed() forge {
	size := submessage(nil, graphNode, node("Size", "product", "size", nil))
	cast := submessage(nil, graphNode, node("Cast", "size", "training", attribute("to", typeBool)))
	return with(func(m *forge) { m.tail = dropout(size, cast) })
}

func TestGraphsThatDrawRandomNumbersSaySo(t *testing.T) {
	body := func(op string) []byte { return submessage(nil, graphNode, node(op, "product", "drawn", nil)) }
	branch := submessage(nil, graphNode, append(text(nil, nodeOpType, "If"),
		submessage(nil, nodeAttribute, submessage(nil, attributeG, body("Bernoulli")))...))
	function := submessage(nil, modelFunctions, submessage(nil, functionNode, node("RandomUniformLike", "x", "y", nil)))
	constant := submessage(inputs("Constant", "training"), nodeAttribute, submessage(text(nil, attributeName, "value"), attributeT, truth("", 1)))
	raw := submessage(number(number(nil, tensorDataType, typeBool), tensorDims, 1), tensorRawData, []byte{1})
	own := text(node("RandomNormal", "product", "final", nil), nodeDomain, "my.own")
	for name, x := range map[string]struct {
		model forge
		want  string // part of the reason
	}{
		"noise":                           {with(func(m *forge) { m.last = "RandomNormalLike" }), "(RandomNormalLike)"},
		"a draw in a branch":              {with(func(m *forge) { m.tail = branch }), "(Bernoulli)"},
		"a draw in a function":            {with(func(m *forge) { m.functions = function }), "(RandomUniformLike)"},
		"two operators":                   {with(func(m *forge) { m.tail, m.functions = branch, function }), "(Bernoulli, RandomUniformLike)"},
		"training mode by an initializer": {with(func(m *forge) { m.tail = dropout(submessage(nil, graphInitializer, truth("training", 1))) }), "(Dropout in training mode)"},
		"training mode by raw data":       {with(func(m *forge) { m.tail = dropout(submessage(nil, graphInitializer, text(raw, tensorName, "training"))) }), "(Dropout in training mode)"},
		"training mode by a constant":     {with(func(m *forge) { m.tail = dropout(submessage(nil, graphNode, constant)) }), "(Dropout in training mode)"},
		"a dropout for inference":         {with(func(m *forge) { m.tail = dropout(submessage(nil, graphInitializer, truth("training", 0))) }), ""},
		"a dropout without training mode": {with(func(m *forge) { m.last = "Dropout" }), ""},
		"an operator of the file's own":   {with(func(m *forge) { m.tail = submessage(nil, graphNode, own) }), ""},
		"training mode that it computes":  {computed(), ""},
		"no randomness":                   {newForge(), ""},
		"a function's constant of a name": {with(func(m *forge) {
			m.tail = dropout(submessage(nil, graphInitializer, truth("training", 0)))
			m.functions = submessage(nil, modelFunctions, submessage(nil, functionNode, constant))
		}), ""},
	} {
		m, err := readModel(x.model.bytes())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := m.random.why(nil); (got == "") != (x.want == "") || !strings.Contains(got, x.want) {
			t.Errorf("%s: got %q, want a reason with %q", name, got, x.want)
		}
	}
}

// shared tests that a file of testdata, for the tests of other packages, is up to date.
func shared(t *testing.T, name string, want forge) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		put(t, path, want.bytes())
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want.bytes()) {
		t.Errorf("%s (%v) differs from the forged file; renew it with -update", path, err)
	}
}

func TestTheSharedNoiseIsUpToDate(t *testing.T) {
	shared(t, "noise.onnx", with(func(m *forge) { m.last = "RandomNormalLike" }))
}

func TestTwoRunsOfAComputedDropoutDiffer(t *testing.T) {
	file := computed()
	file.weights = slices.Repeat([]float32{1}, 64)
	file.output = []any{"N", 64}
	classes := []string{"no_action"}
	for i := range 63 {
		classes = append(classes, "c"+strings.Repeat("c", i))
	}
	file = file.set("kumite.classes", names(classes...))
	shared(t, "dropout_computed.onnx", file)
	s, err := Open(CPU, file.write(t, t.TempDir(), "m.onnx"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i := range s.Input().Floats {
		s.Input().Floats[i] = 1
	}
	if err := s.Run(); err != nil {
		t.Fatal(err)
	}
	first := slices.Clone(s.Scores())
	if err := s.Run(); err != nil {
		t.Fatal(err)
	}
	if s.Random() != "" || slices.Equal(first, s.Scores()) {
		t.Errorf("random %q, scores %v and %v; want no reason in the graph, and scores that differ", s.Random(), first, s.Scores())
	}
}
