package window

import (
	"image"
	"image/color"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// overlay draws what a scene shows over its picture: names, damage, banners.
type overlay struct {
	content panel.Overlay
	labels  map[labelKey]*ebiten.Image
	dot     *ebiten.Image // one white pixel
}

type labelKey struct {
	text    string
	letters int
	ink     panel.Ink
}

// keptLabels is the number of labels that are kept between frames.
const keptLabels = 200

// leastLabel is the size of the smallest letters that are drawn over the picture, in
// pixels of the screen.
const leastLabel = 7

// draw draws the overlay of a scene over its picture, which is at a place and scale.
func (o *overlay) draw(screen *ebiten.Image, s scene.Overlayer, p *panel.Painter, at image.Rectangle, scale float64) {
	o.content = panel.Overlay{Labels: o.content.Labels[:0], Boxes: o.content.Boxes[:0]}
	s.Overlay(&o.content)
	if o.content.Dim {
		o.fill(screen, at, color.RGBA{0, 0, 0, 0xa0})
	}
	on := func(r image.Rectangle) image.Rectangle {
		return image.Rect(at.Min.X+int(float64(r.Min.X)*scale), at.Min.Y+int(float64(r.Min.Y)*scale),
			at.Min.X+int(float64(r.Max.X)*scale), at.Min.Y+int(float64(r.Max.Y)*scale))
	}
	for _, b := range o.content.Boxes {
		r, ink := on(b.Rect), p.Colour(b.Ink)
		edge := max(int(scale/2), 1)
		o.fill(screen, image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+edge), ink)
		o.fill(screen, image.Rect(r.Min.X, r.Max.Y-edge, r.Max.X, r.Max.Y), ink)
		o.fill(screen, image.Rect(r.Min.X, r.Min.Y, r.Min.X+edge, r.Max.Y), ink)
		o.fill(screen, image.Rect(r.Max.X-edge, r.Min.Y, r.Max.X, r.Max.Y), ink)
	}
	for _, l := range o.content.Labels {
		letters := int(float64(l.Letters) * scale)
		if l.Text == "" || letters < leastLabel {
			continue
		}
		pic := o.label(p, labelKey{l.Text, letters, l.Ink})
		x, y, w := float64(at.Min.X)+float64(l.X)*scale, float64(at.Min.Y)+float64(l.Y)*scale, float64(pic.Bounds().Dx())
		switch l.Align {
		case panel.Centred:
			x -= w / 2
		case panel.FromRight:
			x -= w
		}
		x = max(min(x, float64(at.Max.X)-w), float64(at.Min.X))
		var op ebiten.DrawImageOptions
		op.GeoM.Translate(float64(int(x)), float64(int(y)))
		screen.DrawImage(pic, &op)
	}
}

// label returns the picture of a label.
func (o *overlay) label(p *panel.Painter, k labelKey) *ebiten.Image {
	if pic := o.labels[k]; pic != nil {
		return pic
	}
	if len(o.labels) >= keptLabels {
		o.forget()
	}
	if o.labels == nil {
		o.labels = map[labelKey]*ebiten.Image{}
	}
	pic := ebiten.NewImageFromImage(p.Label(k.text, k.letters, k.ink))
	o.labels[k] = pic
	return pic
}

func (o *overlay) forget() {
	for _, pic := range o.labels {
		pic.Deallocate()
	}
	clear(o.labels)
}

func (o *overlay) fill(screen *ebiten.Image, r image.Rectangle, ink color.RGBA) {
	if o.dot == nil {
		o.dot = ebiten.NewImage(1, 1)
		o.dot.Fill(color.White)
	}
	var op ebiten.DrawImageOptions
	op.GeoM.Scale(float64(r.Dx()), float64(r.Dy()))
	op.GeoM.Translate(float64(r.Min.X), float64(r.Min.Y))
	op.ColorScale.ScaleWithColor(ink)
	screen.DrawImage(o.dot, &op)
}
