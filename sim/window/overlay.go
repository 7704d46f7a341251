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
	text           string
	letters, width int
	ink            panel.Ink
}

// keptLabels is the number of labels that are kept between frames.
const keptLabels = 200

// draw draws the overlay of a scene over its picture, which is at a place and scale.
func (o *overlay) draw(screen *ebiten.Image, s scene.Overlayer, p *panel.Painter, at image.Rectangle, scale float64) {
	o.content = panel.Overlay{Labels: o.content.Labels[:0], Boxes: o.content.Boxes[:0]}
	s.Overlay(&o.content)
	if o.content.Dim {
		o.fill(screen, at, panel.Dimming)
	}
	for i := range o.content.Boxes {
		b := &o.content.Boxes[i]
		for _, edge := range b.Edges(at, scale) {
			o.fill(screen, edge, p.Colour(b.Ink))
		}
	}
	for i := range o.content.Labels {
		l := &o.content.Labels[i]
		letters, width, ok := l.Size(scale)
		if !ok {
			continue
		}
		pic := o.label(p, labelKey{l.Text, letters, width, l.Ink})
		corner := l.Corner(at, scale, pic.Bounds().Dx())
		var op ebiten.DrawImageOptions
		op.GeoM.Translate(float64(corner.X), float64(corner.Y))
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
	pic := ebiten.NewImageFromImage(p.Label(k.text, k.letters, k.width, k.ink))
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
