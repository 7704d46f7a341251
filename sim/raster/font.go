package raster

import "strings"

// The size of a digit in pixels.
const (
	glyphWidth  = 3
	glyphHeight = 5
)

// glyph is the rows of a digit, top first; bit 2 is the left column.
type glyph [glyphHeight]uint8

// lit reports whether the pixel is set.
func (g *glyph) lit(x, y int) bool { return g[y]>>(glyphWidth-1-x)&1 == 1 }

// readFont returns the glyphs of font.txt by digit.
func readFont(text string) *[10]glyph {
	all := &[10]glyph{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		words := strings.Fields(line)
		if len(words) != 1+glyphHeight || len(words[0]) != 1 || words[0][0] < '0' || words[0][0] > '9' {
			panic("assets: font.txt: " + line + " is not a digit and 5 rows")
		}
		g := &all[words[0][0]-'0']
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
