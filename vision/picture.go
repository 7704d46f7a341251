package vision

import (
	"fmt"
	"image"
)

// Picture is one frame as the network sees it, before scaling: samples from 0 to 255 in
// the order row, column, channel (red, green, blue for RGB) without padding.
type Picture struct {
	Width, Height, Channels int
	Pix                     []uint8 // Height × Width × Channels
}

// DrawTo draws the opaque picture to the top left corner of dst, which must be at least
// as large.
func (p Picture) DrawTo(dst *image.RGBA) error {
	if size := dst.Rect.Size(); size.X < p.Width || size.Y < p.Height {
		return fmt.Errorf("draw picture: image is %d×%d; want at least %d×%d", size.X, size.Y, p.Width, p.Height)
	}
	for y := range p.Height {
		row := dst.Pix[y*dst.Stride:]
		for x := range p.Width {
			s := p.Pix[(y*p.Width+x)*p.Channels:]
			r, g, b := s[0], s[0], s[0]
			if p.Channels == 3 {
				g, b = s[1], s[2]
			}
			row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = r, g, b, 255
		}
	}
	return nil
}

// Planes writes the picture to dst in planar order (channel, row, column), which is the
// order of a row of frames.npy. len(dst) must be len(p.Pix).
func (p Picture) Planes(dst []uint8) error {
	if len(dst) != len(p.Pix) {
		return fmt.Errorf("split picture: buffer has %d samples; want %d", len(dst), len(p.Pix))
	}
	if p.Channels == 1 {
		copy(dst, p.Pix)
		return nil
	}
	n := p.Width * p.Height
	for c := range p.Channels {
		plane := dst[c*n:][:n]
		for i := range plane {
			plane[i] = p.Pix[i*p.Channels+c]
		}
	}
	return nil
}
