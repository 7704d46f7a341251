package ort

import (
	"encoding/binary"
	"fmt"

	onnx "github.com/yalue/onnxruntime_go"
)

// denormals returns how many of a tensor's little-endian elements are denormal: not 0,
// and nearer to it than the smallest normal number of their type.
func denormals(element int32, raw []byte) (n int64) {
	order := binary.LittleEndian
	switch element {
	case onnx.TensorElementDataTypeFloat:
		for ; len(raw) >= 4; raw = raw[4:] {
			if x := order.Uint32(raw); x&(0xff<<23) == 0 && x<<1 != 0 {
				n++
			}
		}
	case onnx.TensorElementDataTypeDouble:
		for ; len(raw) >= 8; raw = raw[8:] {
			if x := order.Uint64(raw); x&(0x7ff<<52) == 0 && x<<1 != 0 {
				n++
			}
		}
	}
	return n
}

// SlowWeights returns why denormal weights make a model slow and how to fix it, or ""
// if fewer than one weight in a hundred is denormal.
func SlowWeights(denormal, parameters int64) string {
	if denormal == 0 || denormal < parameters/100 {
		return ""
	}
	return fmt.Sprintf("%d of %d weights are denormal (nearer to 0 than 1.2e-38), which makes a run up to a hundred times slower; set them to 0 at export", denormal, max(parameters, denormal))
}
