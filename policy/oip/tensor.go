package oip

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/x448/float16"

	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/vision"
)

// The datatypes that kumite's tensors have, by the protocol's names.
const (
	FP32  = "FP32"
	FP16  = "FP16"
	FP64  = "FP64"
	UINT8 = "UINT8"
	BYTES = "BYTES"
)

// width is the number of bytes of an element.
var width = map[string]int{FP32: 4, FP16: 2, UINT8: 1}

// Datatype returns the protocol's name of an element type.
func Datatype(t vision.ElementType) string {
	switch t {
	case vision.Float16:
		return FP16
	case vision.Uint8:
		return UINT8
	}
	return FP32
}

// Shape returns the shape of one input of a spec: [1, C, H, W] or [1, H, W, C] for rank 4,
// [1, T, C, H, W] for rank 5. It reports false for another rank.
func Shape(spec vision.Spec, rank int) ([]int64, bool) {
	c, h, w, t := int64(spec.Channels()), int64(spec.Height), int64(spec.Width), int64(spec.Stack)
	switch {
	case rank == 5:
		return []int64{1, t, c / t, h, w}, true
	case rank == 4 && spec.Layout == vision.NHWC:
		return []int64{1, h, w, c}, true
	}
	return []int64{1, c, h, w}, rank == 4
}

// Elements returns the number of elements of a shape whose dimensions are all known. The
// error says which is not, or that there are more than limit.
func Elements(shape []int64, limit int) (int, error) {
	n := int64(1)
	for i, d := range shape {
		if d < 1 || d > int64(limit)/n {
			return 0, fmt.Errorf("dimension %d of the shape %v is %d; want 1 or more, and at most %d elements", i, shape, d, limit)
		}
		n *= d
	}
	return int(n), nil
}

// appendInput appends the elements of an input, little-endian, as a datatype of its kind:
// FP32 or FP16 for floats, UINT8 for bytes.
func appendInput(dst []byte, in vision.Input, datatype string) []byte {
	switch datatype {
	case FP16:
		for _, v := range in.Floats {
			dst = binary.LittleEndian.AppendUint16(dst, float16.Fromfloat32(v).Bits())
		}
	case UINT8:
		dst = append(dst, in.Bytes...)
	default:
		dst = AppendFloats(dst, in.Floats)
	}
	return dst
}

// AppendFloats appends numbers as FP32, little-endian.
func AppendFloats(dst []byte, values []float32) []byte {
	for _, v := range values {
		dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(v))
	}
	return dst
}

// ReadInput fills an input from little-endian elements. Floats are read from FP32 or FP16,
// bytes from UINT8.
func ReadInput(in vision.Input, datatype string, raw []byte) error {
	if in.Bytes != nil {
		if datatype != UINT8 {
			return fmt.Errorf("the datatype is %q; want %s", datatype, UINT8)
		}
		if len(raw) != len(in.Bytes) {
			return wrongSize(datatype, len(raw), len(in.Bytes))
		}
		copy(in.Bytes, raw)
		return nil
	}
	return ReadFloats(in.Floats, datatype, raw)
}

// ReadFloats fills dst from little-endian FP32 or FP16.
func ReadFloats(dst []float32, datatype string, raw []byte) error {
	if datatype != FP32 && datatype != FP16 {
		return fmt.Errorf("the datatype is %q; want %s or %s", datatype, FP32, FP16)
	}
	if len(raw) != len(dst)*width[datatype] {
		return wrongSize(datatype, len(raw), len(dst))
	}
	for i := range dst {
		if datatype == FP16 {
			dst[i] = float16.Frombits(binary.LittleEndian.Uint16(raw[2*i:])).Float32()
		} else {
			dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		}
	}
	return nil
}

func wrongSize(datatype string, bytes, elements int) error {
	return fmt.Errorf("the tensor has %d bytes; want %d for %d elements of %s", bytes, elements*width[datatype], elements, datatype)
}

// Raw returns the little-endian elements of contents of one of kumite's datatypes.
func Raw(datatype string, c *oippb.InferTensorContents) ([]byte, error) {
	var raw []byte
	switch datatype {
	case FP32:
		raw = AppendFloats(nil, c.GetFp32Contents())
	case UINT8:
		raw = make([]byte, len(c.GetUintContents()))
		for i, v := range c.GetUintContents() {
			if v > math.MaxUint8 {
				return nil, fmt.Errorf("element %d is %d; want 0 to 255 for %s", i, v, UINT8)
			}
			raw[i] = byte(v)
		}
	default:
		return nil, fmt.Errorf("the datatype %q has no typed contents here; send %s or %s, or raw contents", datatype, FP32, UINT8)
	}
	return raw, nil
}

// AppendBytes appends texts as the elements of a BYTES tensor: each after its length in
// four bytes.
func AppendBytes(dst []byte, texts []string) []byte {
	for _, s := range texts {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(s)))
		dst = append(dst, s...)
	}
	return dst
}

// AppendDoubles appends numbers as FP64, little-endian.
func AppendDoubles(dst []byte, values []float64) []byte {
	for _, v := range values {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
	}
	return dst
}
