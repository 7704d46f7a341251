package ort

import (
	"encoding/binary"
	"fmt"
	"strconv"
)

// inliner puts a model's external data into its file, in memory. The runtime
// would map the data's file, and a run would take the whole program with it
// when somebody writes a new version into that file.
type inliner struct {
	files map[string][]byte
}

// inline returns the file with every tensor's data in it. The error is that of
// a tensor whose data is not where the file says.
func (in inliner) inline(data []byte) ([]byte, error) {
	n, err := in.size(modelProto, data)
	if err != nil {
		return nil, err
	}
	return in.write(make([]byte, 0, n), modelProto, data)
}

// size is how long a message becomes.
func (in inliner) size(kind message, data []byte) (total int, err error) {
	raw, err := in.tensor(kind, data)
	if err != nil {
		return 0, err
	}
	for len(data) > 0 {
		f, n := readField(data)
		if n == 0 {
			return 0, errBroken
		}
		inner, nested := inside[kind][f.number]
		switch {
		case raw != nil && replaced(f):
		case nested && f.body != nil:
			size, err := in.size(inner, f.body)
			if err != nil {
				return 0, err
			}
			total += len(header(nil, f.number, size)) + size
		default:
			total += n
		}
		data = data[n:]
	}
	if raw != nil {
		total += len(header(nil, rawData, len(raw))) + len(raw)
	}
	return total, nil
}

// write appends a message to out.
func (in inliner) write(out []byte, kind message, data []byte) ([]byte, error) {
	raw, err := in.tensor(kind, data)
	if err != nil {
		return nil, err
	}
	for len(data) > 0 {
		f, n := readField(data)
		inner, nested := inside[kind][f.number]
		switch {
		case raw != nil && replaced(f):
		case nested && f.body != nil:
			size, err := in.size(inner, f.body)
			if err != nil {
				return nil, err
			}
			out = header(out, f.number, size)
			if out, err = in.write(out, inner, f.body); err != nil {
				return nil, err
			}
		default:
			out = append(out, data[:n]...)
		}
		data = data[n:]
	}
	if raw != nil {
		out = append(header(out, rawData, len(raw)), raw...)
	}
	return out, nil
}

// Fields of a TensorProto.
const (
	rawData      = 9
	externalData = 13
	dataLocation = 14
)

// replaced says whether a field of an external tensor gives way to its data.
func replaced(f field) bool {
	return f.number == rawData || f.number == externalData || f.number == dataLocation
}

// header appends the tag and the length of a field of bytes.
func header(out []byte, number uint64, length int) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(out, number<<3|2), uint64(length))
}

// elementBytes is the size of an element by TensorProto.DataType, 0 where it is
// none of whole bytes.
var elementBytes = [...]int64{1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 14: 8, 15: 16, 16: 2, 17: 1, 18: 1, 19: 1, 20: 1}

// tensor returns the data of an external tensor, nil for any other message.
func (in inliner) tensor(kind message, data []byte) ([]byte, error) {
	if kind != tensorProto {
		return nil, nil
	}
	var name string
	var element uint64
	offset, length, elements := int64(0), int64(-1), int64(1)
	err := eachField(data, func(f field) (err error) {
		switch f.number {
		case 1:
			if f.body == nil {
				elements *= int64(f.value)
			}
			for b := f.body; len(b) > 0; { // packed
				v, n := binary.Uvarint(b)
				if n <= 0 {
					return errBroken
				}
				elements, b = elements*int64(v), b[n:]
			}
		case 2:
			element = f.value
		case externalData:
			key, text, err := readEntry(f.body)
			if err != nil {
				return err
			}
			switch key {
			case "location":
				name = text
			case "offset":
				offset, err = strconv.ParseInt(text, 10, 64)
			case "length":
				length, err = strconv.ParseInt(text, 10, 64)
			}
			if err != nil {
				return fmt.Errorf("its external data states %s=%q, which is no number; export the model again", key, text)
			}
		}
		return nil
	})
	if err != nil || name == "" {
		return nil, err
	}
	file := in.files[name]
	if length < 0 {
		length = int64(len(file)) - offset
		if element < uint64(len(elementBytes)) && elementBytes[element] > 0 {
			length = elements * elementBytes[element]
		}
	}
	if offset < 0 || length < 0 || offset > int64(len(file)) || length > int64(len(file))-offset {
		return nil, fmt.Errorf("its external data %q has %d bytes and the model asks for %d from byte %d on; copy the whole file", name, len(file), length, offset)
	}
	return file[offset : offset+length : offset+length], nil
}
