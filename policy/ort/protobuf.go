package ort

import (
	"encoding/binary"
	"errors"
)

// errBroken says that bytes are no protobuf message.
var errBroken = errors.New("broken")

// field is one field of a protobuf message.
type field struct {
	number uint64
	value  uint64 // of a varint
	body   []byte // of a message, text or packed list; nil for anything else
}

// eachField hands out a message's fields in their order. It stops at the first
// error, its own or the visitor's.
func eachField(data []byte, visit func(field) error) error {
	for len(data) > 0 {
		f, n := readField(data)
		if n == 0 {
			return errBroken
		}
		data = data[n:]
		if err := visit(f); err != nil {
			return err
		}
	}
	return nil
}

// readField reads the first field of a message, and its whole length, 0 when
// it is broken.
func readField(data []byte) (f field, length int) {
	tag, n := binary.Uvarint(data)
	if n <= 0 || tag>>3 == 0 {
		return field{}, 0
	}
	f.number = tag >> 3
	switch tag & 7 {
	case 0: // varint
		v, m := binary.Uvarint(data[n:])
		if m <= 0 {
			return field{}, 0
		}
		f.value = v
		n += m
	case 1: // 64 bits
		n += 8
	case 2: // bytes
		size, m := binary.Uvarint(data[n:])
		if m <= 0 || size > uint64(len(data)-n-m) {
			return field{}, 0
		}
		f.body = data[n+m : n+m+int(size)]
		n += m + int(size)
	case 5: // 32 bits
		n += 4
	default:
		return field{}, 0
	}
	if n > len(data) {
		return field{}, 0
	}
	return f, n
}
