package panel

import (
	"image"
	"image/color"
	"image/draw"
)

// Overlay is drawn over the picture. Positions are in the picture's pixels, so that they
// do not depend on the window.
type Overlay struct {
	Labels []Label
	Boxes  []Box
	Dim    bool // darken the picture
}

// Dimming is drawn over a picture to darken it.
var Dimming = color.RGBA{0, 0, 0, 0xa0}

// Label is a line of text with a dark outline.
type Label struct {
	Text    string
	X, Y    int // of its top, and of its left end, its middle or its right end by Align
	Letters int // size in the picture's pixels
	Align   Align
	Ink     Ink
	Width   int             // a longer line is cut with an ellipsis; 0 for none
	Within  image.Rectangle // where it stays, from the left to the right; empty for the whole picture
}

// leastLabel is the size of the smallest letters that are drawn over the picture, in
// pixels of the screen.
const leastLabel = 7

// Size returns the size of a label's letters and its greatest width, 0 for none, at a scale
// of the picture. ok is false if the letters would be too small to read.
func (l *Label) Size(scale float64) (letters, width int, ok bool) {
	letters = int(float64(l.Letters) * scale)
	return letters, int(float64(l.Width) * scale), l.Text != "" && letters >= leastLabel
}

// Corner returns the corner of a label that is width pixels wide over a picture.
func (l *Label) Corner(at image.Rectangle, scale float64, width int) image.Point {
	x, w := float64(at.Min.X)+float64(l.X)*scale, float64(width)
	switch l.Align {
	case Centred:
		x -= w / 2
	case FromRight:
		x -= w
	}
	in := at
	if !l.Within.Empty() {
		in = on(l.Within, at, scale)
	}
	x = max(min(x, float64(in.Max.X)-w), float64(in.Min.X))
	return image.Pt(int(x), at.Min.Y+int(float64(l.Y)*scale))
}

// on returns the place of a rectangle of the picture.
func on(r, at image.Rectangle, scale float64) image.Rectangle {
	return image.Rect(at.Min.X+int(float64(r.Min.X)*scale), at.Min.Y+int(float64(r.Min.Y)*scale),
		at.Min.X+int(float64(r.Max.X)*scale), at.Min.Y+int(float64(r.Max.Y)*scale))
}

// Align says which point of a label X is.
type Align int8

// The alignments.
const (
	FromLeft Align = iota
	Centred
	FromRight
)

// Box is the outline of a rectangle.
type Box struct {
	Rect image.Rectangle
	Ink  Ink
}

// Edges returns the four edges of a box over a picture at a place and scale.
func (b *Box) Edges(at image.Rectangle, scale float64) [4]image.Rectangle {
	r, edge := on(b.Rect, at, scale), max(int(scale/2), 1)
	return [4]image.Rectangle{
		image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+edge), image.Rect(r.Min.X, r.Max.Y-edge, r.Max.X, r.Max.Y),
		image.Rect(r.Min.X, r.Min.Y, r.Min.X+edge, r.Max.Y), image.Rect(r.Max.X-edge, r.Min.Y, r.Max.X, r.Max.Y),
	}
}

// Ink is a colour by its meaning.
type Ink uint8

// The inks.
const (
	InkText Ink = iota
	InkSoft
	InkGood
	InkWarn
	InkBad
	InkLeft  // of the side whose view is shown
	InkRight // of its opponent
)

// Colour returns the colour of an ink.
func (p *Painter) Colour(i Ink) color.RGBA {
	return [...]color.RGBA{text, soft, good, warn, bad, p.team(0), p.team(1)}[i]
}

// Label draws a line of text with a dark outline on a transparent picture of its size, cut
// to a width if that is not 0.
func (p *Painter) Label(words string, letters, width int, ink Ink) *image.RGBA {
	f := p.face(bold, max(letters, 6))
	edge := max(letters/10, 1)
	if width > 0 {
		words = f.fit(words, width-2*edge)
	}
	dst := image.NewRGBA(image.Rect(0, 0, f.width(words)+2*edge, lineOf(letters)+2*edge))
	shade := color.RGBA{0x0b, 0x0b, 0x12, 0xff}
	for _, d := range [...]image.Point{{-edge, -edge}, {0, -edge}, {edge, -edge}, {-edge, 0}, {edge, 0}, {-edge, edge}, {0, edge}, {edge, edge}} {
		f.write(dst, words, edge+d.X, edge+d.Y, shade)
	}
	f.write(dst, words, edge, edge, p.Colour(ink))
	return dst
}

// Overlay draws an overlay over a picture, which is at a place of dst and at a scale.
func (p *Painter) Overlay(dst *image.RGBA, at image.Rectangle, scale float64, o *Overlay) {
	if o.Dim {
		draw.Draw(dst, at, image.NewUniform(Dimming), image.Point{}, draw.Over)
	}
	for i := range o.Boxes {
		for _, edge := range o.Boxes[i].Edges(at, scale) {
			fill(dst, edge.Intersect(at), p.Colour(o.Boxes[i].Ink))
		}
	}
	for i := range o.Labels {
		l := &o.Labels[i]
		letters, width, ok := l.Size(scale)
		if !ok {
			continue
		}
		pic := p.Label(l.Text, letters, width, l.Ink)
		draw.Draw(dst, pic.Rect.Add(l.Corner(at, scale, pic.Rect.Dx())), pic, image.Point{}, draw.Over)
	}
}
