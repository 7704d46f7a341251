package ort

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// message is a kind of message in an ONNX file, of those that lead to tensors.
type message uint8

const (
	modelProto message = iota
	graphProto
	nodeProto
	attributeProto
	functionProto
	sparseProto
	tensorProto
	entryProto
)

// fields says which fields of a message hold which messages (onnx.proto).
var fields = map[message]map[uint64]message{
	modelProto:     {7: graphProto, 25: functionProto},
	graphProto:     {1: nodeProto, 5: tensorProto, 15: sparseProto},
	nodeProto:      {5: attributeProto},
	attributeProto: {5: tensorProto, 6: graphProto, 10: tensorProto, 11: graphProto, 22: sparseProto, 23: sparseProto},
	functionProto:  {7: nodeProto, 11: attributeProto},
	sparseProto:    {1: tensorProto, 2: tensorProto},
	tensorProto:    {13: entryProto},
}

// externalFiles lists the files that a model's tensors lie in, in the order in
// which it names them. What is no ONNX file names none; the runtime says so.
func externalFiles(data []byte) []string {
	var files []string
	var walk func(kind message, data []byte)
	walk = func(kind message, data []byte) {
		var key, value string
		for len(data) > 0 {
			number, body, n := field(data)
			if n == 0 {
				return
			}
			data = data[n:]
			switch {
			case kind == entryProto && number == 1:
				key = string(body)
			case kind == entryProto && number == 2:
				value = string(body)
			case body != nil:
				if inner, ok := fields[kind][number]; ok {
					walk(inner, body)
				}
			}
		}
		if key == "location" && !slices.Contains(files, value) {
			files = append(files, value)
		}
	}
	walk(modelProto, data)
	return files
}

// field reads one field of a protobuf message: its number, its bytes when it
// is of a kind that has any, and its whole length, 0 when it is broken.
func field(data []byte) (number uint64, body []byte, length int) {
	tag, n := binary.Uvarint(data)
	if n <= 0 {
		return 0, nil, 0
	}
	switch tag & 7 {
	case 0: // varint
		_, m := binary.Uvarint(data[n:])
		if m <= 0 {
			return 0, nil, 0
		}
		n += m
	case 1: // 64 bits
		n += 8
	case 2: // bytes
		size, m := binary.Uvarint(data[n:])
		if m <= 0 || size > uint64(len(data)-n-m) {
			return 0, nil, 0
		}
		body = data[n+m : n+m+int(size)]
		n += m + int(size)
	case 5: // 32 bits
		n += 4
	default:
		return 0, nil, 0
	}
	if n > len(data) {
		return 0, nil, 0
	}
	return tag >> 3, body, n
}

// copyExternal writes a model's external data to w, and refuses a file that is
// missing or does not lie in the model's folder.
func copyExternal(w io.Writer, model string, data []byte) error {
	for _, name := range externalFiles(data) {
		if !filepath.IsLocal(name) {
			return fmt.Errorf("its external data %q lies outside its folder; put the data file beside it, or export it in one file", name)
		}
		if err := copyFile(w, filepath.Join(filepath.Dir(model), name)); err != nil {
			return fmt.Errorf("its external data cannot be read (%w); put the data file beside it, or export it in one file", err)
		}
	}
	return nil
}

func copyFile(w io.Writer, path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = io.Copy(w, f)
	return err
}
