package raster

import (
	"image"
	"image/color"
	"image/draw"
	"strings"

	"github.com/kumite/kumite/assets"
)

// The size of a character in pixels including the gap; glyphs are 3×5 pixels.
const (
	GlyphWidth  = 4
	GlyphHeight = 6
)

// glyph is the five rows of a character, top first; bit 2 is the left column.
type glyph [GlyphHeight - 1]uint8

// lit reports whether the pixel is set.
func (g *glyph) lit(x, y int) bool { return g[y]>>(GlyphWidth-2-x)&1 == 1 }

// font is the glyphs of font.txt by character.
var font = readFont(assets.Font)

func readFont(text string) *[128]glyph {
	all := &[128]glyph{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		words := strings.Fields(line)
		if len(words) != GlyphHeight || len(words[0]) != 1 || words[0][0] >= 128 {
			panic("assets: font.txt: " + line + " is not a character and 5 rows")
		}
		g := &all[words[0][0]]
		for y, row := range words[1:] {
			for _, pixel := range row {
				g[y] <<= 1
				if pixel == 'X' {
					g[y] |= 1
				}
			}
		}
	}
	return all
}

// Text draws a line of text with its top left corner at x, y, scaled by scale, and
// returns the column after it. Lower-case letters are drawn as capitals, unsupported
// characters as question marks. The text is clipped to dst. Text is for labels around a
// frame; frames themselves, which models learn from, contain no text. It may allocate.
func Text(dst draw.Image, x, y, scale int, text string, ink color.Color) int {
	fill := image.NewUniform(ink)
	for _, r := range strings.ToUpper(text) {
		if r != ' ' {
			g := glyphOf(r)
			for row := range GlyphHeight - 1 {
				for column := range GlyphWidth - 1 {
					if g.lit(column, row) {
						at := image.Rect(0, 0, scale, scale).Add(image.Pt(x+column*scale, y+row*scale))
						draw.Draw(dst, at, fill, image.Point{}, draw.Src)
					}
				}
			}
		}
		x += GlyphWidth * scale
	}
	return x
}

// glyphOf returns the glyph of a capital, digit or sign.
func glyphOf(r rune) *glyph {
	if r < 0 || int(r) >= len(font) || font[r] == (glyph{}) {
		r = '?'
	}
	return &font[r]
}
