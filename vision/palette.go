package vision

import (
	"image/color"
)

// GrayOf returns the grey of a colour as computed by OpenCV's BGR2GRAY on 8-bit
// samples: the BT.601 weights .299, .587 and .114 in 15-bit fixed point,
// rounded half up (modules/imgproc/src/color_rgb.simd.hpp, RGB2Gray<uchar>).
func GrayOf(r, g, b uint8) uint8 {
	return uint8((uint32(r)*9798 + uint32(g)*19235 + uint32(b)*3735 + 1<<14) >> 15)
}

// RGBOf returns a palette colour as 8-bit samples, premultiplied by alpha.
func RGBOf(c color.Color) (r, g, b uint8) {
	r32, g32, b32, _ := c.RGBA()
	return uint8(r32 >> 8), uint8(g32 >> 8), uint8(b32 >> 8)
}

// paletteID identifies a palette by its memory, without comparing colours. A palette must
// therefore not be changed in place.
type paletteID struct {
	first *color.Color
	n     int
}

func identify(p color.Palette) paletteID {
	if len(p) == 0 {
		return paletteID{}
	}
	return paletteID{&p[0], len(p)}
}
