package raster

import (
	"image"
	"image/color"
	"testing"
)

const characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.,:;!?'-_+*=/\\|()[]<>%#"

func TestEveryCharacterHasADistinctGlyph(t *testing.T) {
	owner := map[glyph]rune{}
	for _, r := range characters {
		g := *glyphOf(r)
		if other, taken := owner[g]; taken {
			t.Errorf("%q looks like %q", r, other)
		}
		owner[g] = r
	}
}

func TestTextMatchesItsGoldenPicture(t *testing.T) {
	dst := image.NewPaletted(image.Rect(0, 0, 124, 40), Palette)
	Text(dst, 2, 2, 1, characters[:30], Palette[colText])
	Text(dst, 2, 10, 1, characters[30:], Palette[colYellow])
	Text(dst, 2, 20, 2, "pro-ce: lunge!", Palette[colCyan])
	golden(t, "text", dst)
}

func TestTextIsDrawnInItsRectangle(t *testing.T) {
	ink := color.RGBA{0xff, 0xff, 0xff, 0xff}
	dst := image.NewRGBA(image.Rect(0, 0, 64, 32))
	if got, want := Text(dst, 8, 8, 3, "W ß", ink), 8+3*3*GlyphWidth; got != want {
		t.Errorf("the text ends at %d, want %d", got, want)
	}
	for y := range 32 {
		for x := range 64 {
			inside := x >= 8 && x < 8+3*3*GlyphWidth && y >= 8 && y < 8+3*GlyphHeight
			space := x >= 8+3*GlyphWidth && x < 8+2*3*GlyphWidth
			if lit := dst.RGBAAt(x, y) == ink; lit && (!inside || space) {
				t.Fatalf("pixel %d,%d is set, want it clear", x, y)
			}
		}
	}
	same := image.NewRGBA(dst.Rect)
	Text(same, 8, 8, 3, "w ?", ink)
	if string(same.Pix) != string(dst.Pix) {
		t.Error("lower case differs from capitals, or an unsupported character from a question mark")
	}
	Text(dst, -5, 28, 3, "clipped on all sides because it is far too long", ink) // must not panic
}
