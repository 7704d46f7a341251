package ort

import (
	"errors"
	"fmt"
	"slices"
)

// statement is what an ONNX file itself states, read without the runtime, so
// that no session is made only to ask for it.
type statement struct {
	inputs       []value // those that the caller feeds
	outputs      []value
	metadata     map[string]string
	external     []string // names of files that tensors lie in, each once
	initializers []string
	graphs       int
}

// value is an input or output of the graph.
type value struct {
	name    string
	tensor  bool
	element int32   // TensorProto.DataType
	shaped  bool    // a shape is stated
	shape   []int64 // −1 is a dynamic dimension
}

// message is a kind of message in an ONNX file, of those that are read.
type message uint8

const (
	modelProto message = iota
	graphProto
	nodeProto
	attributeProto
	functionProto
	sparseProto
	tensorProto
)

// inside says which fields of a message hold which messages (onnx.proto).
var inside = map[message]map[uint64]message{
	modelProto:     {7: graphProto, 25: functionProto},
	graphProto:     {1: nodeProto, 5: tensorProto, 15: sparseProto},
	nodeProto:      {5: attributeProto},
	attributeProto: {5: tensorProto, 6: graphProto, 10: tensorProto, 11: graphProto, 22: sparseProto, 23: sparseProto},
	functionProto:  {7: nodeProto, 11: attributeProto},
	sparseProto:    {1: tensorProto, 2: tensorProto},
}

// errNoLocation is of external data that lies nowhere.
var errNoLocation = errors.New("a tensor's external data names no file; export the model again")

// maxNesting is how deep messages may lie in each other, protobuf's own bound.
const maxNesting = 100

// readStatement reads a whole file. The error is errBroken when it is no whole
// ONNX file.
func readStatement(data []byte) (*statement, error) {
	s := &statement{metadata: map[string]string{}}
	if err := s.read(modelProto, data, 0); err != nil {
		return nil, err
	}
	if s.graphs == 0 {
		return nil, errBroken
	}
	s.inputs = slices.DeleteFunc(s.inputs, func(v value) bool { return slices.Contains(s.initializers, v.name) })
	return s, nil
}

// read reads a message and the messages in it, depth messages deep. At depth 1
// lies the model's graph; at 2 are its own tensors.
func (s *statement) read(kind message, data []byte, depth int) error {
	if depth > maxNesting {
		return errBroken
	}
	return eachField(data, func(f field) (err error) {
		switch {
		case kind == modelProto && f.number == 14:
			var key, text string
			if key, text, err = readEntry(f.body); err == nil {
				s.metadata[key] = text
			}
			return err
		case kind == graphProto && depth == 1 && (f.number == 11 || f.number == 12):
			v, err := readValue(f.body)
			if f.number == 11 {
				s.inputs = append(s.inputs, v)
			} else {
				s.outputs = append(s.outputs, v)
			}
			return err
		case kind == tensorProto && f.number == 8 && depth <= 3:
			s.initializers = append(s.initializers, string(f.body))
		case kind == tensorProto && f.number == 13:
			key, text, err := readEntry(f.body)
			if key == "location" && text == "" && err == nil {
				return errNoLocation
			}
			if key == "location" && !slices.Contains(s.external, text) {
				s.external = append(s.external, text)
			}
			return err
		}
		inner, ok := inside[kind][f.number]
		if !ok || f.body == nil {
			return nil
		}
		if kind == modelProto && inner == graphProto {
			s.graphs++
		}
		return s.read(inner, f.body, depth+1)
	})
}

// readEntry reads a StringStringEntryProto.
func readEntry(data []byte) (key, text string, err error) {
	err = eachField(data, func(f field) error {
		switch f.number {
		case 1:
			key = string(f.body)
		case 2:
			text = string(f.body)
		}
		return nil
	})
	return key, text, err
}

// readValue reads a ValueInfoProto.
func readValue(data []byte) (v value, err error) {
	err = eachField(data, func(f field) error {
		switch f.number {
		case 1:
			v.name = string(f.body)
		case 2:
			return eachField(f.body, func(f field) error {
				if f.number != 1 { // a sequence, a map, an optional
					return nil
				}
				v.tensor = true
				return v.readTensorType(f.body)
			})
		}
		return nil
	})
	return v, err
}

func (v *value) readTensorType(data []byte) error {
	return eachField(data, func(f field) error {
		switch f.number {
		case 1:
			v.element = int32(f.value)
		case 2:
			v.shaped = true
			return eachField(f.body, func(f field) error {
				if f.number != 1 {
					return nil
				}
				size := int64(-1)
				err := eachField(f.body, func(f field) error {
					if f.number == 1 {
						size = int64(f.value)
					}
					return nil
				})
				v.shape = append(v.shape, size)
				return err
			})
		}
		return nil
	})
}

// one returns the only value of a list, for errors called what.
func one(inputs, outputs []value) (in, out value, err error) {
	if len(inputs) != 1 || len(outputs) != 1 {
		return in, out, fmt.Errorf("it has %d inputs and %d outputs; want one of each", len(inputs), len(outputs))
	}
	in, out = inputs[0], outputs[0]
	switch {
	case !in.tensor || !out.tensor:
		return in, out, fmt.Errorf("its input or output is no tensor; want one tensor of each")
	case !in.shaped:
		return in, out, fmt.Errorf("its input states no shape; export it with [N, C, H, W] or [N, H, W, C]")
	}
	return in, out, nil
}
