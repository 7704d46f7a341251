package raster

import (
	"image"
	"image/color"
	"image/draw"
	"strings"

	"github.com/kumite/kumite/assets"
)

// The cell of a character in pixels, gap included: glyphs are 3×5 pixels.
const (
	GlyphWidth  = 4
	GlyphHeight = 6
)

// glyph is a character's five rows, top first; bit 2 is the left column.
type glyph [GlyphHeight - 1]uint8

// lit says whether the pixel is ink.
func (g *glyph) lit(x, y int) bool { return g[y]>>(GlyphWidth-2-x)&1 == 1 }

// font has the glyphs of font.txt by character.
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

// Text writes a line of text with its top left at x, y, every pixel of the
// font as scale×scale pixels, and returns the column after it. Small letters
// look like capitals; what the font lacks is a question mark. Whatever falls
// outside dst is cut off. It is for labels around a frame: frames themselves,
// which models learn from, have none. It may allocate.
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
