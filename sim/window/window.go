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
	// Width and Height are the initial size of the window in points, which are pixels
	// except on a high-density display; 0 for most of the monitor.
	Width, Height int
	TextSize      float64        // of the panels' letters, 1 to 3; 0 is 1
	Palette       *panel.Palette // of the panels; nil is panel.FighterColours
	// ExitAfter closes the window after so many sixtieths of a second; 0 for never.
	ExitAfter int
	// Screenshot is a PNG file to write on exit; "" for none.
	Screenshot string
	Saved      func(path string) // is called for each screenshot that was saved; nil for none
	Script     Script            // keys to press without a person
	Keys       Keymap
	Muted      bool // initially
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
	size := startSize(image.Pt(cfg.Width, cfg.Height), image.Pt(ebiten.Monitor().Size()))
	ebiten.SetWindowSize(size.X, size.Y)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetRunnableOnUnfocused(true)
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetWindowClosingHandled(true) // the close button leaves as Escape does, with the final screenshot
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

// layout places the picture in a window: the largest whole-number scale that leaves room
// for the panels, or, if the window is too small for both, the largest that fits. A picture
// larger than the window is shrunk by a whole number. Footage, which is not drawn pixel by
// pixel, fills its room by any scale.
func layout(window, picture image.Point, panels int, footage bool) (at image.Rectangle, scale float64) {
	if footage {
		scale = min(float64(window.X)/float64(picture.X), float64(max(window.Y-panels, 1))/float64(picture.Y))
	} else {
		scale = wholeScale(window, picture, panels)
	}
	w, h := int(float64(picture.X)*scale), int(float64(picture.Y)*scale)
	x, y := (window.X-w)/2, 0
	if panels == 0 {
		y = max((window.Y-h)/2, 0)
	}
	return image.Rect(x, y, x+w, y+h), scale
}

func wholeScale(window, picture image.Point, panels int) float64 {
	for _, room := range [...]int{window.Y - panels, window.Y} {
		if n := min(window.X/picture.X, room/picture.Y); n >= 1 {
			return float64(n)
		}
	}
	n := 2
	for picture.X/n > window.X || picture.Y/n > max(window.Y, 1) {
		n++
	}
	return 1 / float64(n)
}

// shareOfMonitor is the part of a monitor that a window may fill: its title and the
// desktop's own bars need the rest.
const shareOfMonitor = 0.9

// startSize returns the size of a new window on a monitor, in its own points: the requested
// one, as far as it fits, or, if none is requested, the largest of 4:3.
func startSize(requested, monitor image.Point) image.Point {
	most := image.Pt(int(float64(monitor.X)*shareOfMonitor), int(float64(monitor.Y)*shareOfMonitor))
	if requested.X == 0 || requested.Y == 0 {
		h := min(most.Y, most.X*3/4)
		return image.Pt(h*4/3, h)
	}
	if monitor.X <= 0 || monitor.Y <= 0 {
		return requested
	}
	if requested.X > monitor.X {
		requested.X = most.X
	}
	if requested.Y > monitor.Y*19/20 {
		requested.Y = most.Y
	}
	return requested
}
