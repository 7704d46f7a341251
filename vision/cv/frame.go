package cv

import (
	"fmt"
	"image"

	"github.com/kumite/kumite/vision"
)

// Frame is a captured colour frame: Width × Height pixels in row-major order without
// padding, with three samples each in the order blue, green, red.
type Frame struct {
	Width, Height int
	Pix           []uint8 // Height × Width × 3
}

// NewFrame returns a black frame.
func NewFrame(width, height int) Frame {
	return Frame{width, height, make([]uint8, 3*width*height)}
}

func (f Frame) check() error {
	if want := 3 * f.Width * f.Height; f.Width < 1 || f.Height < 1 || len(f.Pix) != want {
		return fmt.Errorf("frame of %d×%d has %d samples; want %d", f.Width, f.Height, len(f.Pix), max(want, 0))
	}
	return nil
}

// DrawTo draws the opaque frame to the top left corner of dst, which must be at least as
// large.
func (f Frame) DrawTo(dst *image.RGBA) error {
	if size := dst.Rect.Size(); size.X < f.Width || size.Y < f.Height {
		return fmt.Errorf("draw frame: image is %d×%d; want at least %d×%d", size.X, size.Y, f.Width, f.Height)
	}
	for y := range f.Height {
		row := dst.Pix[y*dst.Stride:]
		for x := range f.Width {
			s := f.Pix[3*(y*f.Width+x):][:3]
			row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = s[2], s[1], s[0], 255
		}
	}
	return nil
}

// colors is a palette as BGR samples; indices outside the palette are black.
type colors [256][3]uint8

func (c *colors) learn(frame *image.Paletted) {
	clear(c[:])
	for i, entry := range frame.Palette[:min(len(frame.Palette), 256)] {
		r, g, b := vision.RGBOf(entry)
		c[i] = [3]uint8{b, g, r}
	}
}

// expand converts frame to BGR samples in dst (row, column, channel).
func (c *colors) expand(dst []uint8, frame *image.Paletted) {
	size := frame.Rect.Size()
	for y := range size.Y {
		out := dst[3*y*size.X:][:3*size.X]
		for x, index := range frame.Pix[y*frame.Stride:][:size.X] {
			copy(out[3*x:][:3], c[index][:])
		}
	}
}
