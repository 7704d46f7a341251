package ort

import (
	"fmt"
	"slices"

	"github.com/kumite/kumite/policy"
)

// File describes a model's file, read without the runtime.
type File struct {
	SHA256   string // as Session.SHA256
	Files    policy.FileHashes
	Producer string // the program that wrote it, with its version
	Opset    int64  // of ONNX's own operators
	IR       int64  // version of the file format
	Bytes    int    // of the file with its external data

	Graph   policy.Graph
	Meta    map[string]string // the sidecar's keys override those of the file
	Sidecar error             // why the sidecar is invalid and its keys are not in Meta
	Stated  map[string]string // by key of Meta: "metadata" or "sidecar"

	Parameters  int64          // elements of all initializers of the main graph
	WeightBytes int64          // of all initializers
	Denormal    int64          // weights, in subgraphs too, that are denormal
	Operators   map[string]int // nodes of the main graph, by operator
	FLOPs       int64          // of one decision: 2 for each multiply-add of convolutions and matrix products
	Uncounted   map[string]int // by operator: convolutions and matrix products of unknown size
	Activations int64          // bytes of all values between nodes of known size, as float32
}

// Inspect reads a model's file, its external data and its sidecar. FLOPs and
// Activations cover what the graph's sizes determine. The error is one line that
// names the file and says how to fix it.
func Inspect(path string) (*File, error) {
	d, err := describe(path)
	if err != nil {
		return nil, fmt.Errorf("load model %s: %w", path, err)
	}
	m := d.model
	if err := m.checkVersions(); err != nil {
		return nil, fmt.Errorf("load model %s: %w", path, err)
	}
	f := &File{
		SHA256: d.sha256, Files: d.files, Producer: m.producerName, IR: m.irVersion, Denormal: m.denormal, Bytes: len(d.data),
		Graph: d.graph, Meta: d.meta, Sidecar: d.sidecar, Stated: map[string]string{}, Operators: map[string]int{},
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
	c := estimateCost(m.graph, inputShapes(d))
	f.FLOPs, f.Uncounted, f.Activations = c.flops, c.uncounted, c.activations
	return f, nil
}

// inputShapes returns the shapes of a decision's inputs, by name: of the frames and
// of the recurrent state. It is empty if the file does not say which are which.
func inputShapes(d *described) map[string][]int64 {
	shapes := map[string][]int64{}
	b, err := policy.Bind(d.meta, d.graph)
	if err != nil {
		return shapes
	}
	for _, s := range b.State {
		shapes[s.Input] = s.Shape
	}
	frames, _ := d.graph.Input(b.Frames)
	if shape := slices.Clone(frames.Shape); len(shape) > 0 {
		shape[0] = 1
		shapes[frames.Name] = shape
	}
	return shapes
}

// maxVersion is above every version of the file format and of an operator set.
const maxVersion = 1000

// checkVersions returns an error for versions that no file can have. 0 is not stated.
func (m *modelProto) checkVersions() error {
	if m.irVersion < 0 || m.irVersion > maxVersion {
		return fmt.Errorf("IR version is %d; want 1 to %d; export the model again", m.irVersion, maxVersion)
	}
	for _, o := range m.opsetImport {
		if o.version < 0 || o.version > maxVersion {
			return fmt.Errorf("opset of domain %.40q is %d; want 1 to %d; export the model again", o.domain, o.version, maxVersion)
		}
	}
	return nil
}
