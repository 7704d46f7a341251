package ort

import (
	"fmt"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
)

// edit is a message that changes when external data is inlined: a tensor, or a
// message that encloses one.
type edit struct {
	*message
	tensor *tensorProto // nil for an enclosing message
	data   []byte       // of the tensor
	grows  int          // number of bytes by which its body grows
}

// inline returns a model's file with the data of its external tensors inlined, and
// decodes their values. data holds the data files by name. It returns an error if a
// tensor's data is outside its data file.
//
// If the runtime mapped the data files instead, overwriting one of them would crash
// the program.
func inline(file []byte, external []*tensorProto, data map[string][]byte) ([]byte, error) {
	edits := map[*message]*edit{}
	var inOrder []*edit // in file order, enclosing messages first
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
		t.denormal = denormals(t.dataType, e.data)
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
	if err := room(int64(size)); err != nil {
		return nil, err
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

// extent returns the range of the tensor's data in its data file of size bytes.
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
