// Package window is the Ebiten shell around a match: it shows raster's pixels,
// what each side last decided, and takes keys. It is the only importer of
// Ebiten.
//
// It holds no rules and makes no decisions: a Match is handed in and stepped
// 60 times a second of play, faster or slower when the person asks. The game's
// picture is scaled by whole numbers and nothing is drawn over it, so that what
// a person sees is what an agent sees.
package window

import (
	"errors"
	"fmt"
	"image"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/kumite/kumite/sim"
)

// Match is what the window shows. All calls come from one goroutine.
type Match interface {
	// World is the world now, valid until the next call.
	World() *sim.World
	// Step plays one tick; a match that is over stands still.
	Step() error
	// Next starts the next match, Restart the same one again.
	Next() error
	Restart() error
	// Panels says what to tell of each side, left and right.
	Panels() [2]Panel
	// Score is the running score, e.g. "left 3 – 1 right, 0 draws".
	Score() string
}

// Panel is what the window tells of one side.
type Panel struct {
	Name     string
	Detail   string // model and decoder, or the script
	Now      string // the newest decision with its reason
	Last     string // the last skill that was sent, with its reason
	LastTick int32  // when; −1 before the first
	PerMin   float64
	Warning  string // e.g. COLLAPSED; empty when all is well
}

// Config says how the window behaves.
type Config struct {
	Title         string
	Width, Height int // of the window at first, pixels
	// ExitAfter ends the program after so many ticks of play; 0 never does.
	ExitAfter int
	// Screenshot is a PNG file that is written at the end; "" is none.
	Screenshot string
}

// errDone ends Ebiten's loop without an error.
var errDone = errors.New("done")

// Run opens the window and returns when it is closed. It must be called from
// the main goroutine, once in a process. What Ebiten panics with when there is
// no display or no OpenGL comes back as an error.
func Run(cfg Config, m Match) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("open window: %v; check the display and its OpenGL, or use xvfb-run", r)
		}
	}()
	ebiten.SetWindowTitle(cfg.Title)
	ebiten.SetWindowSize(cfg.Width, cfg.Height)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetTPS(sim.TickRate)
	g, err := newGame(cfg, m)
	if err != nil {
		return err
	}
	if err := ebiten.RunGame(g); err != nil && !errors.Is(err, errDone) {
		return fmt.Errorf("window: %w", err)
	}
	return g.saved
}

// stripHeight is the least room for the panels below the picture, in pixels.
const stripHeight = 150

// layout places the picture in a window: the largest whole-number scale that
// leaves room for the panels, or, without panels, the largest at all.
func layout(width, height, pictureWidth, pictureHeight int, panels bool) (at image.Rectangle, scale int) {
	room := height
	if panels {
		room -= stripHeight
	}
	scale = max(min(width/pictureWidth, room/pictureHeight), 1)
	w, h := pictureWidth*scale, pictureHeight*scale
	x, y := (width-w)/2, 0
	if !panels {
		y = max((height-h)/2, 0)
	}
	return image.Rect(x, y, x+w, y+h), scale
}
