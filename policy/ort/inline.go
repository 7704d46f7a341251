package ort

import (
	"fmt"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
)

// edit is a message that changes when external data moves into the model's
// file: a tensor with its data, or a message around one.
type edit struct {
	*message
	tensor *tensorProto // nil for a message around one
	data   []byte       // of the tensor
	grows  int          // how many bytes its body becomes longer
}

// inline returns a model's file with the data of its external tensors in it,
// and decodes their values. data holds the data files by their names.
//
// Otherwise the runtime would map the data files, and a run would end the whole
// program when somebody writes a new version into one of them. The error is
// that of a tensor whose data is not where the file says.
func inline(file []byte, external []*tensorProto, data map[string][]byte) ([]byte, error) {
	edits := map[*message]*edit{}
	var inOrder []*edit // of the file, the outer message before the inner
	var add func(m *message) *edit
	add = func(m *message) *edit {
		e := edits[m]
		if e == nil && m.in != nil {
			add(m.in)
			e = &edit{message: m}
			edits[m], inOrder = e, append(inOrder, e)
		}
		return e
	}
	for _, t := range external {
		from, to, err := t.extent(int64(len(data[t.location])))
		if err != nil {
			return nil, err
		}
		e := add(t.at)
		e.tensor, e.data = t, data[t.location][from:to]
		t.addRaw(e.data)
		e.grows = protowire.SizeTag(tensorRawData) + protowire.SizeBytes(len(e.data))
		for _, r := range t.replaced {
			e.grows -= r.end - r.start
		}
	}
	size := len(file)
	for _, e := range slices.Backward(inOrder) {
		grows := e.grows + protowire.SizeVarint(e.newLength()) - (e.start - e.length)
		if outer := edits[e.in]; outer != nil {
			outer.grows += grows
		} else {
			size += grows
		}
	}
	out, at := make([]byte, 0, size), 0
	for _, e := range inOrder {
		out = append(out, file[at:e.length]...)
		out = protowire.AppendVarint(out, e.newLength())
		at = e.start
		if e.tensor == nil {
			continue
		}
		for _, r := range e.tensor.replaced {
			out = append(out, file[at:r.start]...)
			at = r.end
		}
		out = append(out, file[at:e.end]...)
		out = protowire.AppendTag(out, tensorRawData, protowire.BytesType)
		out = protowire.AppendBytes(out, e.data)
		at = e.end
	}
	return append(out, file[at:]...), nil
}

func (e *edit) newLength() uint64 { return uint64(e.end - e.start + e.grows) }

// extent is the range of the tensor's data in its data file, which has size
// bytes.
func (t *tensorProto) extent(size int64) (from, to int64, err error) {
	length := t.length
	if length < 0 {
		length = size - t.offset
		if n := t.bytesPerElement(); n > 0 {
			length = t.elements * n
		}
	}
	if t.offset < 0 || length < 0 || t.offset > size || length > size-t.offset {
		return 0, 0, fmt.Errorf("external data %q has %d bytes, but the model needs %d at offset %d; copy the whole file", t.location, size, length, t.offset)
	}
	return t.offset, t.offset + length, nil
}
