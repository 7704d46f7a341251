package panel

import (
	"image"
	"image/color"
)

// Overlay is drawn over the picture. Positions are in the picture's pixels, so that they
// do not depend on the window.
type Overlay struct {
	Labels []Label
	Boxes  []Box
	Dim    bool // darken the picture
}

// Label is a line of text with a dark outline.
type Label struct {
	Text    string
	X, Y    int // of its top, and of its left end, its middle or its right end by Align
	Letters int // size in the picture's pixels
	Align   Align
	Ink     Ink
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

// Label draws a line of text with a dark outline on a transparent picture of its size.
func (p *Painter) Label(words string, letters int, ink Ink) *image.RGBA {
	f := p.face(bold, max(letters, 6))
	edge := max(letters/10, 1)
	dst := image.NewRGBA(image.Rect(0, 0, f.width(words)+2*edge, lineOf(letters)+2*edge))
	shade := color.RGBA{0x0b, 0x0b, 0x12, 0xff}
	for _, d := range [...]image.Point{{-edge, -edge}, {0, -edge}, {edge, -edge}, {-edge, 0}, {edge, 0}, {-edge, edge}, {0, edge}, {edge, edge}} {
		f.write(dst, words, edge+d.X, edge+d.Y, shade)
	}
	f.write(dst, words, edge, edge, p.Colour(ink))
	return dst
}
