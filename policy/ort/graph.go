package ort

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/kumite/kumite/policy"
)

// File is what a model's file says of itself, read without the runtime.
type File struct {
	SHA256   string // as a Session's
	Producer string // the program that wrote it, with its version
	Opset    int64  // of ONNX's own operators
	IR       int64  // version of the file format
	Bytes    int    // of the file, its external data included

	Graph  policy.Graph
	Meta   map[string]string // with the sidecar laid over
	Stated map[string]string // by key of Meta: "metadata" or "sidecar"

	Parameters  int64            // elements of all initializers of the main graph
	WeightBytes int64            // of these
	Operators   map[string]int   // nodes of the main graph, by kind
	FLOPs       int64            // of one decision: 2 for each multiply-add of convolutions and matrix products
	Uncounted   map[string]int   // convolutions and matrix products whose size is not known before a run
	Activations int64            // bytes of all float32 values between nodes whose size is known
	shapes      map[string][]int // of values
	constants   map[string][]int64
}

// Inspect reads a model's file, its external data and its sidecar. The error is
// one line that names the file and the mend. What depends on the input's size is
// counted where the graph states it.
func Inspect(path string) (*File, error) {
	d, err := describe(path)
	if err != nil {
		return nil, fmt.Errorf("load model %s: %w", path, err)
	}
	own, err := readStatement(d.data)
	if err != nil {
		return nil, fmt.Errorf("load model %s: %w", path, err)
	}
	f := &File{
		SHA256: d.sha256, Bytes: len(d.data), Graph: d.Graph, Meta: d.meta, Stated: map[string]string{},
		Operators: map[string]int{}, Uncounted: map[string]int{},
		shapes: map[string][]int{}, constants: map[string][]int64{},
	}
	for key, value := range d.meta {
		f.Stated[key] = "sidecar"
		if own.metadata[key] == value {
			f.Stated[key] = "metadata"
		}
	}
	if err := f.readModel(d.data, d.names[0]); err != nil {
		return nil, fmt.Errorf("load model %s: %w", path, err)
	}
	return f, nil
}

// operation is one node of the main graph.
type operation struct {
	kind            string
	inputs, outputs []string
	ints            map[string][]int64
	value           []int64 // of a Constant of int64
}

func (f *File) readModel(data []byte, input string) error {
	var name, version string
	err := eachField(data, func(x field) error {
		switch x.number {
		case 1:
			f.IR = int64(x.value)
		case 2:
			name = string(x.body)
		case 3:
			version = string(x.body)
		case 7:
			return f.readGraph(x.body, input)
		case 8:
			return f.readOpset(x.body)
		}
		return nil
	})
	f.Producer = name
	if version != "" {
		f.Producer += " " + version
	}
	return err
}

func (f *File) readOpset(data []byte) error {
	domain, version := "", int64(0)
	err := eachField(data, func(x field) error {
		switch x.number {
		case 1:
			domain = string(x.body)
		case 2:
			version = int64(x.value)
		}
		return nil
	})
	if domain == "" || domain == "ai.onnx" {
		f.Opset = version
	}
	return err
}

var errGraph = errors.New("its graph cannot be read; export the model again")

func (f *File) readGraph(data []byte, input string) error {
	var nodes []operation
	err := eachField(data, func(x field) error {
		switch x.number {
		case 1:
			n, err := readNode(x.body)
			nodes = append(nodes, n)
			f.Operators[n.kind]++
			return err
		case 5:
			return f.readWeights(x.body)
		}
		return nil
	})
	if err != nil {
		return errGraph
	}
	shape := []int{1}
	for _, n := range f.Graph.Input[1:] {
		shape = append(shape, int(n))
	}
	if slices.Min(shape) >= 1 {
		f.shapes[input] = shape
	}
	for i := range nodes {
		f.count(&nodes[i])
	}
	return nil
}

// readWeights reads an initializer's shape, and its values where they are few
// integers.
func (f *File) readWeights(data []byte) error {
	t, err := readTensor(data)
	if err != nil {
		return err
	}
	n := int64(1)
	for _, d := range t.dims {
		n *= int64(d)
	}
	f.Parameters += n
	if t.element < uint64(len(elementBytes)) {
		f.WeightBytes += n * elementBytes[t.element]
	}
	f.shapes[t.name], f.constants[t.name] = t.dims, t.values
	return nil
}

// weights is what of a TensorProto matters here.
type weights struct {
	name    string
	element uint64
	dims    []int
	values  []int64 // of int64
}

func readTensor(data []byte) (t weights, err error) {
	var raw []byte
	t.dims = []int{}
	err = eachField(data, func(x field) error {
		switch x.number {
		case 1:
			return eachInt(x, func(v int64) { t.dims = append(t.dims, int(v)) })
		case 2:
			t.element = x.value
		case 7:
			return eachInt(x, func(v int64) { t.values = append(t.values, v) })
		case 8:
			t.name = string(x.body)
		case rawData:
			raw = x.body
		}
		return nil
	})
	const int64Element = 7
	if t.element == int64Element && len(raw) <= 1024 {
		for ; len(raw) >= 8; raw = raw[8:] {
			t.values = append(t.values, int64(binary.LittleEndian.Uint64(raw)))
		}
	}
	return t, err
}

// eachInt hands out a repeated integer, packed or not.
func eachInt(x field, visit func(int64)) error {
	if x.body == nil {
		visit(int64(x.value))
		return nil
	}
	for b := x.body; len(b) > 0; {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return errBroken
		}
		visit(int64(v))
		b = b[n:]
	}
	return nil
}

func readNode(data []byte) (n operation, err error) {
	n.ints = map[string][]int64{}
	err = eachField(data, func(x field) error {
		switch x.number {
		case 1:
			n.inputs = append(n.inputs, string(x.body))
		case 2:
			n.outputs = append(n.outputs, string(x.body))
		case 4:
			n.kind = string(x.body)
		case 5:
			return n.readAttribute(x.body)
		}
		return nil
	})
	return n, err
}

func (n *operation) readAttribute(data []byte) error {
	name := ""
	var ints []int64
	err := eachField(data, func(x field) error {
		switch x.number {
		case 1:
			name = string(x.body)
		case 3:
			ints = append(ints, int64(x.value))
		case 4:
			if text := string(x.body); name == "auto_pad" && text != "NOTSET" {
				ints = append(ints, 1) // the padding follows from the input
			}
		case 5:
			t, err := readTensor(x.body)
			n.value = t.values
			return err
		case 8:
			return eachInt(x, func(v int64) { ints = append(ints, v) })
		}
		return nil
	})
	n.ints[name] = ints
	return err
}
