package ort

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// errBroken is the error for bytes that are not a protobuf message.
var errBroken = errors.New("not a complete ONNX file; export the model again, or copy all of it")

// maxDepth is how many messages may be around a message. It is the default of
// protobuf's C++ library, so the runtime reads no deeper file either.
const maxDepth = 100

// message is a message's place in the file.
type message struct {
	in     *message // the message around it; nil for the model
	depth  int      // number of messages around it
	length int      // offset of its length, which precedes its body
	span            // its body
}

// span is a range of offsets in the file.
type span struct{ start, end int }

// field is one field of a message. Its methods fail on a field of another wire
// type than they read.
type field struct {
	number protowire.Number
	wire   protowire.Type
	value  uint64   // of a varint
	body   []byte   // of a message, a text or a packed list; a view of the file
	length int      // offset of the body's length
	span            // the whole field, tag included
	in     *message // the message that it is a field of
}

// each visits the fields of a message in their order, up to the first error.
func (m *message) each(file []byte, visit func(field) error) error {
	for at := m.start; at < m.end; {
		rest := file[at:m.end]
		f := field{in: m}
		var tag, n int
		if f.number, f.wire, tag = protowire.ConsumeTag(rest); tag < 0 {
			return errBroken
		}
		switch f.wire {
		case protowire.VarintType:
			f.value, n = protowire.ConsumeVarint(rest[tag:])
		case protowire.BytesType:
			f.body, n = protowire.ConsumeBytes(rest[tag:])
		default:
			n = protowire.ConsumeFieldValue(f.number, f.wire, rest[tag:])
		}
		if n < 0 {
			return errBroken
		}
		f.length, f.span = at+tag, span{at, at + tag + n}
		if err := visit(f); err != nil {
			return err
		}
		at = f.end
	}
	return nil
}

// each visits the fields of a message that is a field.
func (f field) each(file []byte, visit func(field) error) error {
	if f.wire != protowire.BytesType {
		return errBroken
	}
	if f.in.depth == maxDepth {
		return fmt.Errorf("messages are nested more than %d deep; export the model with fewer graphs inside graphs", maxDepth)
	}
	m := message{in: f.in, depth: f.in.depth + 1, length: f.length, span: span{f.end - len(f.body), f.end}}
	return m.each(file, visit)
}

func (f field) int64(to *int64) error {
	if f.wire != protowire.VarintType {
		return errBroken
	}
	*to = int64(f.value)
	return nil
}

func (f field) int32(to *int32) error {
	if f.wire != protowire.VarintType {
		return errBroken
	}
	*to = int32(f.value)
	return nil
}

func (f field) bytes(to *[]byte) error {
	if f.wire != protowire.BytesType {
		return errBroken
	}
	*to = f.body
	return nil
}

func (f field) text(to *string) error {
	if f.wire != protowire.BytesType {
		return errBroken
	}
	*to = string(f.body)
	return nil
}

// ints appends a repeated integer, packed or not, to a list. A list that then has
// more than limit elements is cut to limit+1.
func (f field) ints(to *[]int64, limit int) error {
	if f.wire == protowire.VarintType {
		if len(*to) <= limit {
			*to = append(*to, int64(f.value))
		}
		return nil
	}
	if f.wire != protowire.BytesType {
		return errBroken
	}
	for b := f.body; len(b) > 0; {
		v, n := protowire.ConsumeVarint(b)
		if n < 0 {
			return errBroken
		}
		if len(*to) <= limit {
			*to = append(*to, int64(v))
		}
		b = b[n:]
	}
	return nil
}
