package window

import (
	"context"
	"errors"
	"fmt"
	"image"
	"strings"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// Config configures the window.
type Config struct {
	Width, Height int // initial size of the window in pixels
	// ExitAfter closes the window after so many sixtieths of a second; 0 for never.
	ExitAfter int
	// Screenshot is a PNG file to write on exit; "" for none.
	Screenshot string
	Script     Script // keys to press without a person
	Keys       Keymap
	Lockstep   bool // agents never keep the wall clock
	Paused     bool // initially
}

// errDone ends Ebiten's loop without an error.
var errDone = errors.New("done")

// Run opens the window and returns when it is closed or ctx is cancelled. It must be
// called from the main goroutine, once per process. If there is no display or no
// OpenGL, or if it is lost, Ebiten panics; Run returns this as an error with the
// report of what was shown until then.
func Run(ctx context.Context, cfg Config, s scene.Scene) (report scene.Report, err error) {
	g, err := newGame(ctx, cfg, s)
	if err != nil {
		return scene.Report{}, err
	}
	defer func() {
		report = g.report()
		if r := recover(); r != nil {
			if err = drawingError(r, g.size); !errors.Is(err, errTooLarge) {
				err = fmt.Errorf("window: %v; check the display and its OpenGL, or use xvfb-run", r)
			}
		}
	}()
	ebiten.SetWindowTitle("kumite")
	ebiten.SetWindowSize(cfg.Width, cfg.Height)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetRunnableOnUnfocused(true)
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetTPS(sim.TickRate)
	if err := ebiten.RunGame(g); err != nil && !errors.Is(err, errDone) {
		return report, fmt.Errorf("window: %w", err)
	}
	return report, g.saveErr
}

// errTooLarge is the error of a window that is larger than the graphics card's largest
// texture.
var errTooLarge = errors.New("larger than the graphics card can draw")

// drawingError returns the error of a panic of Ebiten while it drew a window of this
// size.
func drawingError(panicked any, size image.Point) error {
	text := fmt.Sprint(panicked)
	if strings.Contains(text, "too big") || strings.Contains(text, "too large") || strings.Contains(text, "MAX_TEXTURE_SIZE") {
		return fmt.Errorf("window: %d×%d pixels are %w; make the window smaller", size.X, size.Y, errTooLarge)
	}
	return fmt.Errorf("draw: %v", panicked)
}

// layout places the picture in a window: the largest whole-number scale that leaves
// room for the panels, or, without panels, the largest that fits. A picture larger
// than its room is shrunk by a whole number.
func layout(width, height, pictureWidth, pictureHeight int, panels bool) (at image.Rectangle, scale float64) {
	room := height
	if panels {
		room -= panel.LeastHeight(height)
	}
	scale = float64(min(width/pictureWidth, room/pictureHeight))
	if scale < 1 {
		n := 2
		for pictureWidth/n > width || pictureHeight/n > max(room, 1) {
			n++
		}
		scale = 1 / float64(n)
	}
	w, h := int(float64(pictureWidth)*scale), int(float64(pictureHeight)*scale)
	x, y := (width-w)/2, 0
	if !panels {
		y = max((height-h)/2, 0)
	}
	return image.Rect(x, y, x+w, y+h), scale
}
