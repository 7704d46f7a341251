package ort

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"strconv"

	onnx "github.com/yalue/onnxruntime_go"
	"google.golang.org/protobuf/encoding/protowire"
)

const (
	maxRank     = 64
	maxElements = 1 << 40 // of one tensor
)

// errNoLocation is the error for external data without the name of a file.
var errNoLocation = errors.New("external data of a tensor names no file; export the model again")

// tensor reads a TensorProto. If its data is external, it is added to
// model.external.
func (r *reader) tensor(f field) (*tensorProto, error) {
	t := &tensorProto{dims: []int64{}, length: -1}
	var raw []byte
	var int32s []int64
	var floats []byte
	err := f.each(r.file, func(f field) error {
		switch f.number {
		case tensorDims:
			return f.ints(&t.dims, maxRank)
		case tensorDataType:
			return f.int32(&t.dataType)
		case tensorFloatData:
			if f.wire == protowire.BytesType { // packed
				floats = f.body
			}
		case tensorInt32Data:
			return f.ints(&int32s, maxValues)
		case tensorInt64Data:
			return f.ints(&t.values, maxValues)
		case tensorName:
			return f.text(&t.name)
		case tensorRawData:
			t.replace(f)
			return f.bytes(&raw)
		case tensorExternalData:
			t.replace(f)
			return r.externalData(f, t)
		case tensorDataLocation:
			t.replace(f)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if t.dataType == onnx.TensorElementDataTypeBool {
		t.values = int32s // as onnx.proto says
	}
	if len(t.values) > maxValues {
		t.values = nil
	}
	if t.location == "" {
		t.addRaw(raw)
		r.model.denormal += denormals(t.dataType, raw) + denormals(t.dataType, floats)
		t.at, t.replaced = nil, nil
	} else {
		r.model.external = append(r.model.external, t)
	}
	return t, t.countElements()
}

// replace records that inlined external data replaces the field.
func (t *tensorProto) replace(f field) {
	t.at = f.in
	if last := len(t.replaced) - 1; last >= 0 && t.replaced[last].end == f.start {
		t.replaced[last].end = f.end
		return
	}
	t.replaced = append(t.replaced, f.span)
}

// externalData reads one entry of a tensor's external data.
func (r *reader) externalData(f field, t *tensorProto) error {
	key, value, err := r.entry(f)
	if err != nil {
		return err
	}
	switch key {
	case "location":
		if value == "" {
			return errNoLocation
		}
		t.location = value
		if !r.dataFiles[value] {
			r.dataFiles[value] = true
			r.model.dataFiles = append(r.model.dataFiles, value)
		}
	case "offset":
		t.offset, err = strconv.ParseInt(value, 10, 64)
	case "length":
		t.length, err = strconv.ParseInt(value, 10, 64)
		if err == nil && t.length < 0 {
			err = strconv.ErrRange
		}
	}
	if err != nil {
		return fmt.Errorf("external data has %s=%.40q, which is not a number of bytes; export the model again", key, value)
	}
	return nil
}

// addRaw decodes up to maxValues truth values or little-endian int64 values.
func (t *tensorProto) addRaw(raw []byte) {
	if t.dataType == onnx.TensorElementDataTypeBool && len(raw) <= maxValues {
		for _, b := range raw {
			t.values = append(t.values, int64(b))
		}
	}
	if t.dataType != onnx.TensorElementDataTypeInt64 || len(raw) > 8*maxValues {
		return
	}
	for ; len(raw) >= 8; raw = raw[8:] {
		t.values = append(t.values, int64(binary.LittleEndian.Uint64(raw)))
	}
}

// countElements sets elements. It returns an error for impossible dimensions.
func (t *tensorProto) countElements() error {
	if len(t.dims) > maxRank {
		return fmt.Errorf("tensor %.80q has more than %d dimensions; export the model again", t.name, maxRank)
	}
	n := uint64(1)
	for _, d := range t.dims {
		high, low := bits.Mul64(n, uint64(d))
		if d < 0 || high > 0 || low > maxElements {
			return fmt.Errorf("tensor %.80q has the impossible shape %v; export the model again", t.name, t.dims)
		}
		n = low
	}
	t.elements = int64(n)
	return nil
}

// elementBytes is the size of an element by TensorProto.DataType, or 0 if it is not a
// whole number of bytes.
var elementBytes = [...]int64{
	onnx.TensorElementDataTypeFloat:          4,
	onnx.TensorElementDataTypeUint8:          1,
	onnx.TensorElementDataTypeInt8:           1,
	onnx.TensorElementDataTypeUint16:         2,
	onnx.TensorElementDataTypeInt16:          2,
	onnx.TensorElementDataTypeInt32:          4,
	onnx.TensorElementDataTypeInt64:          8,
	onnx.TensorElementDataTypeBool:           1,
	onnx.TensorElementDataTypeFloat16:        2,
	onnx.TensorElementDataTypeDouble:         8,
	onnx.TensorElementDataTypeUint32:         4,
	onnx.TensorElementDataTypeUint64:         8,
	onnx.TensorElementDataTypeComplex64:      8,
	onnx.TensorElementDataTypeComplex128:     16,
	onnx.TensorElementDataTypeBFloat16:       2,
	onnx.TensorElementDataTypeFloat8E4M3FN:   1,
	onnx.TensorElementDataTypeFloat8E4M3FNUZ: 1,
	onnx.TensorElementDataTypeFloat8E5M2:     1,
	onnx.TensorElementDataTypeFloat8E5M2FNUZ: 1,
}

// bytesPerElement returns the size of an element, or 0 if it is unknown or not a
// whole number.
func (t *tensorProto) bytesPerElement() int64 {
	if t.dataType < 0 || int(t.dataType) >= len(elementBytes) {
		return 0
	}
	return elementBytes[t.dataType]
}
