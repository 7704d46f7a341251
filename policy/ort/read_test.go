package ort

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/kumite/kumite/policy"
)

func TestEveryPrefixOfAFileIsRefusedOrLacksItsInput(t *testing.T) {
	data, err := os.ReadFile("testdata/external.onnx")
	if err != nil {
		t.Fatal(err)
	}
	m, err := readModel(data)
	if err != nil || !slices.Equal(m.dataFiles, []string{"external.data"}) {
		t.Fatalf("data files are %v, %v; want external.data", m, err)
	}
	for n := range data {
		if m, err := readModel(data[:n]); err == nil && len(m.graph.input) == 0 {
			t.Errorf("the first %d of %d bytes are accepted as a file without inputs", n, len(data))
		}
	}
}

func TestGraphsMayBeNestedAsDeepAsTheRuntimeAllows(t *testing.T) {
	if _, err := readModel(nested(34)); err != nil {
		t.Errorf("34 nested graphs: %v", err)
	}
}

func TestExternalDataInBodiesAndFunctionsIsFound(t *testing.T) {
	tensor := func(location string) []byte {
		return submessage(nil, tensorExternalData, text(text(nil, entryKey, "location"), entryValue, location))
	}
	node := func(op string, field protowire.Number, value []byte) []byte {
		return submessage(text(nil, nodeOpType, op), nodeAttribute, submessage(nil, field, value))
	}
	body := submessage(nil, graphNode, node("Constant", attributeT, tensor("body.bin")))
	file := submessage(nil, modelFunctions, submessage(nil, functionNode, node("Constant", attributeT, tensor("function.bin"))))
	file = submessage(file, modelGraph, submessage(submessage(nil, graphNode, node("If", attributeG, body)),
		graphInitializer, tensor("graph.bin")))
	m, err := readModel(file)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"function.bin", "body.bin", "graph.bin"}; !slices.Equal(m.dataFiles, want) || len(m.external) != 3 {
		t.Errorf("got data files %v and %d tensors, want %v and 3", m.dataFiles, len(m.external), want)
	}
}

func TestReadingAModelCopiesNoWeights(t *testing.T) {
	const rows = 1 << 20
	file := with(func(m *forge) { m.rows = rows }).bytes()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := readModel(file); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<16 {
		t.Errorf("reading %d bytes allocates %d, want at most %d", len(file), got, 1<<16)
	}
}

func TestLongListsAreNotKept(t *testing.T) {
	packed := make([]byte, 1<<20) // as many zeros
	shape := submessage(number(text(nil, tensorName, "shape"), tensorDataType, typeInt64), tensorInt64Data, packed)
	node := submessage(nil, nodeAttribute, submessage(text(nil, attributeName, "ints"), attributeInts, packed))
	m, err := readModel(submessage(nil, modelGraph, submessage(submessage(nil, graphInitializer, shape), graphNode, node)))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.graph.initializer[0].values; got != nil {
		t.Errorf("%d values of a tensor are kept, want none", len(got))
	}
	if got := m.graph.node[0].attr("ints").ints; got != nil {
		t.Errorf("%d integers of an attribute are kept, want none", len(got))
	}
}

func FuzzReadModel(f *testing.F) {
	for _, name := range []string{"external.onnx", "hung.onnx", "eater.onnx"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add(convolution())
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := readModel(data)
		if err != nil {
			return
		}
		g := m.graph.signature()
		policy.CheckContract(m.metadataProps, g, nil) // must not panic
		c := estimateCost(m.graph, inputShapes(&described{graph: g, meta: m.metadataProps}))
		if c.flops < 0 || c.activations < 0 {
			t.Errorf("%d FLOPs and %d bytes of activations, want none below 0", c.flops, c.activations)
		}
		files := map[string][]byte{}
		for _, name := range m.dataFiles {
			files[name] = make([]byte, 64)
		}
		whole, err := inline(data, m.external, files)
		if err != nil {
			return
		}
		if again, err := readModel(whole); err != nil || len(again.external) > 0 {
			t.Errorf("with inlined data the file is broken (%v) or still names files: %v", err, again)
		}
	})
}
