package ort

import (
	"fmt"
	"slices"

	"github.com/kumite/kumite/policy"
)

// File is what a model's file says about itself, read without the runtime.
type File struct {
	SHA256   string // as a Session's
	Producer string // the program that wrote it, with its version
	Opset    int64  // of ONNX's own operators
	IR       int64  // version of the file format
	Bytes    int    // of the file, its external data included

	Graph  policy.Graph
	Meta   map[string]string // with the sidecar's keys over those of the file
	Stated map[string]string // by key of Meta: "metadata" or "sidecar"

	Parameters  int64          // elements of all initializers of the main graph
	WeightBytes int64          // of these
	Operators   map[string]int // nodes of the main graph, by operator
	FLOPs       int64          // of one decision: 2 for each multiply-add of convolutions and matrix products
	Uncounted   map[string]int // convolutions and matrix products whose size is not known before a run
	Activations int64          // bytes of all float32 values between nodes whose size is known
}

// Inspect reads a model's file, its external data and its sidecar. The error is
// one line that names the file and says how to fix it. What depends on the
// size of the input is counted where the graph gives that size.
func Inspect(path string) (*File, error) {
	d, err := describe(path)
	if err != nil {
		return nil, fmt.Errorf("load model %s: %w", path, err)
	}
	m := d.model
	f := &File{
		SHA256: d.sha256, Producer: m.producerName, IR: m.irVersion, Bytes: len(d.data),
		Graph: d.Graph, Meta: d.meta, Stated: map[string]string{}, Operators: map[string]int{},
	}
	if m.producerVersion != "" {
		f.Producer += " " + m.producerVersion
	}
	for _, o := range m.opsetImport {
		if o.domain == "" || o.domain == "ai.onnx" {
			f.Opset = o.version
		}
	}
	for key, value := range d.meta {
		f.Stated[key] = "sidecar"
		if m.metadataProps[key] == value {
			f.Stated[key] = "metadata"
		}
	}
	for _, t := range m.graph.initializer {
		f.Parameters = min(f.Parameters+t.elements, maxTotal)
		f.WeightBytes = min(f.WeightBytes+t.elements*t.bytesPerElement(), maxTotal)
	}
	for _, n := range m.graph.node {
		f.Operators[n.opType]++
	}
	shape := slices.Clone(d.Input)
	if len(shape) > 0 {
		shape[0] = 1
	}
	c := estimateCost(m.graph, d.input, shape)
	f.FLOPs, f.Uncounted, f.Activations = c.flops, c.uncounted, c.activations
	return f, nil
}
