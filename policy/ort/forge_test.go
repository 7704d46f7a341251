package ort

import (
	"encoding/binary"
	"encoding/json"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// TensorProto.DataType
const (
	typeFloat   = 1
	typeUint8   = 2
	typeInt64   = 7
	typeString  = 8
	typeFloat16 = 10
	typeDouble  = 11
)

// forge describes and writes a tiny model file. Its scores are the mean of its input
// times one weight per class, so that they can be computed by hand. newForge
// returns a valid one.
type forge struct {
	ir, opset  uint64
	shape      []any // dimensions of the input: an int, a name, or nil for unknown
	element    uint64
	rows       int // the size of the input's second dimension
	weights    []float32
	output     []any // dimensions; nil states none
	outElement uint64
	last       string // an operator after the weights, "" for none
	tail       []byte // fields of the graph that compute "final" of "product"
	functions  []byte // fields of the model
	times      string // the operator that multiplies by the weights
	domain     string // of that operator
	meta       map[string]string
	external   string // the file with the weights, "" for the model itself
	length     string // of the external data, as the model states it
	unnamed    bool   // the model does not name that file
	listed     bool   // the weights are listed among the inputs, as in old files
	extraIn    bool
	extraOut   bool
	sequence   bool // the input is a sequence of tensors
	graphless  bool
}

func newForge() forge {
	return forge{
		ir: 7, opset: 13, shape: []any{"N", 1, 2, 4}, element: typeFloat, rows: 1,
		weights: []float32{1, -1, 2}, output: []any{"N", 3}, outElement: typeFloat, times: "MatMul",
		meta: map[string]string{
			"kumite.version": "1",
			"kumite.classes": `["no_action","poke","fireball"]`,
		},
	}
}

// set returns a copy with changed metadata; "" removes a key.
func (m forge) set(keysAndValues ...string) forge {
	m.meta = maps.Clone(m.meta)
	for i := 0; i < len(keysAndValues); i += 2 {
		if m.meta[keysAndValues[i]] = keysAndValues[i+1]; keysAndValues[i+1] == "" {
			delete(m.meta, keysAndValues[i])
		}
	}
	return m
}

// write writes the file and its external data into a folder.
func (m forge) write(t testing.TB, dir, name string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	put(t, path, m.bytes())
	if m.external != "" && filepath.IsLocal(m.external) {
		put(t, filepath.Join(dir, m.external), m.matrix())
	}
	return path
}

func put(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// bytes encodes the ModelProto.
func (m forge) bytes() []byte {
	var doc []byte
	doc = number(doc, 1, m.ir)
	doc = submessage(doc, 8, number(nil, 2, m.opset))
	if m.domain != "" {
		doc = submessage(doc, 8, number(text(nil, 1, m.domain), 2, 1))
	}
	if !m.graphless {
		doc = submessage(doc, 7, m.graph())
	}
	doc = append(doc, m.functions...)
	for _, key := range slices.Sorted(maps.Keys(m.meta)) {
		doc = submessage(doc, 14, text(text(nil, 1, key), 2, m.meta[key]))
	}
	return doc
}

func (m forge) graph() []byte {
	var g []byte
	at := "frames"
	if m.element != typeFloat {
		g = submessage(g, 1, node("Cast", at, "floats", attribute("to", typeFloat)))
		at = "floats"
	}
	g = submessage(g, 1, node("GlobalAveragePool", at, "pooled", nil))
	g = submessage(g, 1, node("Flatten", "pooled", "flat", nil))
	product := node(m.times, "flat", "product", nil)
	product = text(product, 1, "weights") // its second input
	if m.domain != "" {
		product = text(product, 7, m.domain)
	}
	g = submessage(g, 1, product)
	at = "product"
	if m.last != "" {
		g = submessage(g, 1, node(m.last, at, "final", nil))
		at = "final"
	}
	if m.tail != nil {
		g = append(g, m.tail...)
		at = "final"
	}
	g = submessage(g, 1, node("Cast", at, "scores", attribute("to", m.outElement)))
	if m.extraOut {
		g = submessage(g, 1, node("Identity", at, "more", nil))
	}
	g = text(g, 2, "tiny")

	var w []byte
	w = number(w, 1, uint64(m.rows))
	w = number(w, 1, uint64(len(m.weights)))
	w = number(w, 2, typeFloat)
	w = text(w, 8, "weights")
	if m.external == "" {
		w = submessage(w, 9, m.matrix())
	} else {
		location := m.external
		if m.unnamed {
			location = ""
		}
		w = submessage(w, 13, text(text(nil, 1, "location"), 2, location))
		if m.length != "" {
			w = submessage(w, 13, text(text(nil, 1, "length"), 2, m.length))
		}
		w = number(w, 14, 1)
	}
	g = submessage(g, 5, w)
	g = submessage(g, 11, m.input())
	if m.listed {
		g = submessage(g, 11, info("weights", typeFloat, []any{m.rows, len(m.weights)}))
	}
	if m.extraIn {
		g = submessage(g, 11, info("more_frames", typeFloat, []any{1}))
	}
	g = submessage(g, 12, info("scores", m.outElement, m.output))
	if m.extraOut {
		g = submessage(g, 12, info("more", typeFloat, m.output))
	}
	return g
}

func (m forge) input() []byte {
	if m.sequence {
		return submessage(text(nil, 1, "frames"), 2, submessage(nil, 4, submessage(nil, 1, submessage(nil, 1, number(nil, 1, typeFloat)))))
	}
	return info("frames", m.element, m.shape)
}

// matrix encodes [rows, K] weights whose sum over the rows is the weights.
func (m forge) matrix() []byte {
	var raw []byte
	for range m.rows {
		for _, w := range m.weights {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(w/float32(m.rows)))
		}
	}
	return raw
}

// info encodes a ValueInfoProto.
func info(name string, element uint64, shape []any) []byte {
	tensor := number(nil, 1, element)
	if shape != nil {
		var dims []byte
		for _, d := range shape {
			switch d := d.(type) {
			case int:
				dims = submessage(dims, 1, number(nil, 1, uint64(d)))
			case string:
				dims = submessage(dims, 1, text(nil, 2, d))
			default:
				dims = submessage(dims, 1, nil)
			}
		}
		tensor = submessage(tensor, 2, dims)
	}
	return submessage(text(nil, 1, name), 2, submessage(nil, 1, tensor))
}

func node(op, in, out string, attributes []byte) []byte {
	n := text(text(text(nil, 1, in), 2, out), 4, op)
	return append(n, attributes...)
}

// attribute encodes an integer attribute as a field of a node.
func attribute(name string, v uint64) []byte {
	return submessage(nil, 5, number(number(text(nil, 1, name), 3, v), 20, 2))
}

// number, text and submessage append a field of a protobuf message.
func number(to []byte, field protowire.Number, v uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(to, field, protowire.VarintType), v)
}

func text(to []byte, field protowire.Number, s string) []byte {
	return submessage(to, field, []byte(s))
}

func submessage(to []byte, field protowire.Number, body []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(to, field, protowire.BytesType), body)
}

// names encodes a list of classes as JSON.
func names(classes ...string) string {
	data, err := json.Marshal(classes)
	if err != nil {
		panic(err)
	}
	return string(data)
}
