package panel

import (
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// The colours.
var (
	back   = color.RGBA{0x0b, 0x0b, 0x12, 0xff}
	track  = color.RGBA{0x22, 0x20, 0x30, 0xff}
	text   = color.RGBA{0xe8, 0xe6, 0xf0, 0xff}
	soft   = color.RGBA{0xb8, 0xb5, 0xc8, 0xff}
	grey   = color.RGBA{0x86, 0x83, 0x9a, 0xff}
	faint  = color.RGBA{0x4a, 0x47, 0x5c, 0xff}
	warn   = color.RGBA{0xff, 0xe4, 0x5c, 0xff}
	bad    = color.RGBA{0xff, 0x6a, 0x5a, 0xff}
	violet = color.RGBA{0xc0, 0x8a, 0xff, 0xff}
	good   = color.RGBA{0x8c, 0xe9, 0x94, 0xff}
)

// Palette is the colours of the two sides.
type Palette struct {
	Teams [2]color.RGBA
	Pales [2]color.RGBA // the same, darker
}

// The palettes: the fighters' own colours, and blue and orange, which most people with a
// colour vision deficiency tell apart.
var (
	FighterColours = Palette{
		Teams: [2]color.RGBA{{0x62, 0xd2, 0x6a, 0xff}, {0xff, 0x7d, 0x72, 0xff}},
		Pales: [2]color.RGBA{{0x3b, 0x7a, 0x48, 0xff}, {0x8c, 0x40, 0x3e, 0xff}},
	}
	SafeColours = Palette{
		Teams: [2]color.RGBA{{0x5e, 0xbd, 0xf2, 0xff}, {0xf0, 0xa8, 0x1e, 0xff}},
		Pales: [2]color.RGBA{{0x2c, 0x66, 0x8a, 0xff}, {0x8a, 0x5c, 0x0e, 0xff}},
	}
)

func (p *Painter) palette() *Palette {
	if p.Palette == nil {
		return &FighterColours
	}
	return p.Palette
}

func (p *Painter) team(i int) color.RGBA { return p.palette().Teams[i] }

func (p *Painter) pale(i int) color.RGBA { return p.palette().Pales[i] }

// weight selects one of the Go fonts (BSD licence, golang.org/x/image/font/gofont).
type weight int

const (
	mono weight = iota
	bold
)

// face is a font at a size with its letters kept as masks: drawing the same
// word again rasterises nothing.
type face struct {
	face    font.Face
	ascent  int
	letters map[rune]letter
	note    func(words string, at image.Rectangle)
}

type letter struct {
	mask    *image.Alpha
	at      image.Point // of the mask's corner from the pen
	advance fixed.Int26_6
}

// Painter draws panels. It caches letters between calls; calls must not overlap.
type Painter struct {
	Scale   float64  // of the least size of letters; 0 is 1
	Palette *Palette // nil is FighterColours

	fonts [2]*opentype.Font
	faces map[faceKey]*face
	drawn func(words string, at image.Rectangle) // is called for each line of text and each picture, so that tests find what overlaps; or nil
}

func (p *Painter) note(words string, at image.Rectangle) {
	if p.drawn != nil {
		p.drawn(words, at)
	}
}

type faceKey struct {
	weight weight
	size   int
}

// NewPainter loads the fonts.
func NewPainter() (*Painter, error) {
	p := &Painter{faces: map[faceKey]*face{}}
	for i, ttf := range [2][]byte{gomono.TTF, gobold.TTF} {
		f, err := opentype.Parse(ttf)
		if err != nil {
			return nil, err
		}
		p.fonts[i] = f
	}
	return p, nil
}

// face returns a font at a size in pixels.
func (p *Painter) face(w weight, size int) *face {
	key := faceKey{w, size}
	if f := p.faces[key]; f != nil {
		return f
	}
	of, err := opentype.NewFace(p.fonts[w], &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		panic(err) // only options that are out of bounds fail
	}
	f := &face{face: of, ascent: of.Metrics().Ascent.Ceil(), letters: map[rune]letter{}, note: p.note}
	p.faces[key] = f
	return f
}

func (f *face) letter(r rune) letter {
	l, ok := f.letters[r]
	if ok {
		return l
	}
	bounds, mask, at, advance, _ := f.face.Glyph(fixed.Point26_6{}, r)
	l = letter{at: bounds.Min, advance: advance}
	if !bounds.Empty() {
		l.mask = image.NewAlpha(image.Rectangle{Max: bounds.Size()})
		draw.Draw(l.mask, l.mask.Rect, mask, at, draw.Src)
	}
	f.letters[r] = l
	return l
}

// width returns the width of a line in pixels.
func (f *face) width(s string) int {
	w := fixed.Int26_6(0)
	for _, r := range s {
		w += f.letter(r).advance
	}
	return w.Ceil()
}

// write draws a line with its top left corner at x, y and returns its right end.
func (f *face) write(dst *image.RGBA, s string, x, y int, ink color.RGBA) int {
	pen := fixed.I(x)
	var at image.Rectangle
	for _, r := range s {
		l := f.letter(r)
		if l.mask != nil {
			to := l.mask.Rect.Add(image.Pt(pen.Round(), y+f.ascent)).Add(l.at)
			at = at.Union(to)
			draw.DrawMask(dst, to, image.NewUniform(ink), image.Point{}, l.mask, image.Point{}, draw.Over)
		}
		pen += l.advance
	}
	f.note(s, at)
	return pen.Ceil()
}

// fit truncates a line to a width, with an ellipsis.
func (f *face) fit(s string, width int) string {
	if f.width(s) <= width {
		return s
	}
	room := fixed.I(width) - f.letter('…').advance
	for i, r := range s {
		if room -= f.letter(r).advance; room < 0 {
			return s[:i] + "…"
		}
	}
	return s
}

// wrap breaks a line at the last space before a width, or within a word that is too wide.
func (f *face) wrap(s string, width int) (line, rest string) {
	if f.width(s) <= width {
		return s, ""
	}
	if line, rest = f.split(s, width); f.width(line) <= width {
		return line, rest
	}
	w := fixed.Int26_6(0)
	for i, r := range s {
		if w += f.letter(r).advance; w > fixed.I(width) && i > 0 {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// height returns the height of a text that is continued on further lines.
func (f *face) height(s string, width, line int) (h int) {
	for rest := s; rest != ""; h += line {
		_, rest = f.wrap(rest, width)
	}
	return h
}

// split breaks a line at the last space before a width. Without such a space it does
// not break.
func (f *face) split(s string, width int) (line, rest string) {
	at := -1
	w := fixed.Int26_6(0)
	for i, r := range s {
		if r == ' ' {
			at = i
		}
		if w += f.letter(r).advance; w > fixed.I(width) {
			break
		}
	}
	if at <= 0 {
		return s, ""
	}
	return s[:at], s[at+1:]
}

// fill fills a rectangle.
func fill(dst *image.RGBA, r image.Rectangle, ink color.RGBA) {
	draw.Draw(dst, r, image.NewUniform(ink), image.Point{}, draw.Src)
}
