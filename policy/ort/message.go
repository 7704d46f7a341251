package ort

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// errBroken is the error for bytes that are not a protobuf message.
var errBroken = errors.New("not a complete ONNX file; export the model again, or copy all of it")

// maxDepth is the maximum number of enclosing messages. It is the default of
// protobuf's C++ library, so the runtime cannot read deeper files either.
const maxDepth = 100

// message is the location of a message in the file.
type message struct {
	in     *message // the enclosing message; nil for the model
	depth  int      // number of enclosing messages
	length int      // offset of its length, which precedes its body
	span            // its body
}

// span is a range of offsets in the file.
type span struct{ start, end int }

// field is one field of a message. Its methods return errBroken if the field has the
// wrong wire type.
type field struct {
	number protowire.Number
	wire   protowire.Type
	value  uint64   // of a varint
	body   []byte   // of a message, a text or a packed list; a view of the file
	length int      // offset of the body's length
	span            // the whole field, tag included
	in     *message // the message that contains it
}

// each calls visit for each field of the message in order, until an error.
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

// each calls visit for each field of a message field.
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

// ints appends a repeated integer, packed or not, to a list of at most limit+1
// elements. A length of limit+1 means that there are more than limit.
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
