package window

import (
	"errors"
	"image"
	"testing"
)

func TestAWindowThatIsTooLargeIsExplained(t *testing.T) {
	for panicked, large := range map[string]bool{
		"atlas: the image being put on an atlas is too big: width: 16384, height: 7204": true,
		"ui: the screen is too large": true,
		"index out of range [3]":      false,
	} {
		err := drawingError(panicked, image.Pt(16384, 900))
		if errors.Is(err, errTooLarge) != large {
			t.Errorf("%s: got %v; want it to be errTooLarge: %v", panicked, err, large)
		}
	}
	if got, want := drawingError("too big", image.Pt(9, 8)).Error(), "window: 9×8 pixels are larger than the graphics card can draw; make the window smaller"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
