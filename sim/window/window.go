// Package window is the Ebiten shell around a scene: a match, a replay or
// footage. It shows the scene's picture and panels, keeps the ticks, and takes
// keys. It is the only importer of Ebiten.
//
// It holds no rules and makes no decisions: a Scene is handed in and ticked 60
// times a second of play, slower or faster when the person asks. The picture
// is scaled by whole numbers and nothing is drawn over it but help, so that
// what a person sees is what an agent sees.
package window

import (
	"errors"
	"fmt"
	"image"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
)

// Scene is what the window shows. All calls come from one goroutine.
type Scene interface {
	// Tick plays one tick.
	Tick(Tick) error
	// Do carries out a command, or nothing where it means nothing here.
	Do(Command) error
	// Frame is the picture now: an *image.Paletted in raster's palette, or an
	// *image.RGBA. It is the scene's, valid until the next call.
	Frame() image.Image
	// View fills in what to tell; v is empty but for its memory.
	View(v *panel.View)
	// Persons says which of two persons' keys play now.
	Persons() [2]bool
}

// Seeker is a scene that can go to any point, 0 to 1, of its timeline.
type Seeker interface {
	Seek(at float64) error
}

// Tick is what a scene is told of one tick.
type Tick struct {
	Pads [2]Pad // what two persons hold and press
	// Wall says that play goes at its own speed, so that agents may keep the
	// wall clock; else it is stepped, slowed or hurried, and they keep lockstep.
	Wall bool
}

// Pad is what a person holds and presses, as the screen has it.
type Pad struct {
	Left, Right, Hop, Guard bool
	Skill                   sim.Skill // pressed since the last tick, or None
}

// Command is what a key asks a scene for.
type Command int

// The commands.
const (
	Next               Command = iota // the next match
	Restart                           // the same one again, from its seed
	TakeLeft                          // a person takes the left side over, or hands it back
	TakeRight                         // the same for the right side
	NextCandidate                     // the next model plays
	PreviousCandidate                 // the one before
	Clip                              // the last ten seconds, to a file
	Latency                           // shows it, or not
	Back                              // a second
	Forward                           // a second
	StepBack                          // a tick
	First                             // to the start
	Last                              // to the end
	NextDifference                    // to where two models differ
	PreviousDifference                // the one before
)

// Config says how the window behaves.
type Config struct {
	Width, Height int // of the window at first, pixels
	// ExitAfter ends the program after so many sixtieths of a second; 0 never.
	ExitAfter int
	// Screenshot is a PNG file that is written at the end; "" is none.
	Screenshot string
	Script     Script // keys that are pressed without a person
	Keys       Keymap
	Lockstep   bool // agents never keep the wall clock
	Paused     bool // at first
}

// Report is what the window did.
type Report struct {
	Seconds float64 `json:"seconds"` // from the first tick to the last
	Ticks   int     `json:"ticks"`   // of the clock: 60 a second
	Drawn   int     `json:"drawn"`   // frames
	// LongestTick is the longest time between two ticks of the clock, after the
	// first second, in which a window finds its place.
	LongestTick time.Duration `json:"longest_tick_ns"`
}

// errDone ends Ebiten's loop without an error.
var errDone = errors.New("done")

// Run opens the window and returns when it is closed. It must be called from
// the main goroutine, once in a process. What Ebiten panics with when there is
// no display or no OpenGL, or when it is lost, comes back as an error, beside
// the report of what was shown until then.
func Run(cfg Config, s Scene) (report Report, err error) {
	g, err := newGame(cfg, s)
	if err != nil {
		return Report{}, err
	}
	defer func() {
		report = g.report()
		if r := recover(); r != nil {
			err = fmt.Errorf("window: %v; check the display and its OpenGL, or use xvfb-run", r)
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
	return report, g.saved
}

// layout places the picture in a window: the largest whole-number scale that
// leaves room for the panels, or, without panels, the largest at all. A picture
// that is larger than its room is shrunk by a whole number.
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
