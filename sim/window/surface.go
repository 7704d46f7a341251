package window

import (
	"fmt"
	"image"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/kumite/kumite/sim/raster"
)

// surface is an image in memory with its copy on the graphics card.
type surface struct {
	pixels *image.RGBA
	image  *ebiten.Image
}

func (s *surface) size() image.Point {
	if s.pixels == nil {
		return image.Point{}
	}
	return s.pixels.Rect.Size()
}

// canvas returns the image, resized to size, to draw on before upload.
func (s *surface) canvas(size image.Point) *image.RGBA {
	if s.size() != size || s.image == nil {
		s.pixels = image.NewRGBA(image.Rectangle{Max: size})
		if s.image != nil {
			s.image.Deallocate()
		}
		s.image = ebiten.NewImage(size.X, size.Y)
	}
	return s.pixels
}

// forget makes the next size differ, so that the content is drawn again.
func (s *surface) forget() { s.pixels = nil }

func (s *surface) upload() { s.image.WritePixels(s.pixels.Pix) }

// place draws the surface with its corner at a point. smooth is for scales that are not
// whole numbers.
func (s *surface) place(screen *ebiten.Image, at image.Point, scale float64, smooth bool) {
	if s.image == nil {
		return
	}
	var o ebiten.DrawImageOptions
	if smooth {
		o.Filter = ebiten.FilterLinear
	}
	o.GeoM.Scale(scale, scale)
	o.GeoM.Translate(float64(at.X), float64(at.Y))
	screen.DrawImage(s.image, &o)
}

// show uploads a scene's frame and draws it.
func (s *surface) show(screen *ebiten.Image, frame image.Image, at image.Point, scale float64, smooth bool) {
	size := frame.Bounds().Size()
	switch f := frame.(type) {
	case *image.Paletted:
		dst := s.canvas(size)
		for i, p := range f.Pix {
			*(*[4]byte)(dst.Pix[4*i:]) = screenColours[p]
		}
		s.upload()
	case *image.RGBA:
		s.canvas(size)
		s.image.WritePixels(f.Pix)
	default:
		panic(fmt.Sprintf("window: a scene's frame is a %T", frame))
	}
	s.place(screen, at, scale, smooth)
}

// screenColours are raster's palette as the screen wants it.
var screenColours = func() (c [256][4]byte) {
	for i, p := range raster.Palette {
		r, g, b, a := p.RGBA()
		c[i] = [4]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8), byte(a >> 8)}
	}
	return c
}()
