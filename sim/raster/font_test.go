package raster

import (
	"testing"

	"github.com/kumite/kumite/assets"
)

func TestEveryDigitHasADistinctGlyph(t *testing.T) {
	owner := map[glyph]int{{}: -1}
	for d, g := range readFont(assets.Font) {
		if other, taken := owner[g]; taken {
			t.Errorf("the glyph of %d is that of %d (-1 is blank), want its own", d, other)
		}
		owner[g] = d
	}
}
