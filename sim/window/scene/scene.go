package scene

import (
	"context"
	"image"
	"time"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
)

// Scene is what a display shows. All calls come from one goroutine.
type Scene interface {
	// Tick plays one tick.
	Tick(Tick) error
	// Do carries out a command, and ignores one that has no meaning here. What it
	// starts in the background is abandoned when ctx is cancelled.
	Do(ctx context.Context, c Command) error
	// Frame is the picture now: an *image.Paletted in raster's palette, or an
	// *image.RGBA. It is the scene's, valid until the next call.
	Frame() image.Image
	// View fills in the panels; v is empty but for its memory.
	View(v *panel.View)
	// Persons says which of two persons' keys play now.
	Persons() [2]bool
}

// Seeker is a scene that can move to any point, 0 to 1, of its timeline.
type Seeker interface {
	Seek(at float64) error
}

// Tick is the input to one tick.
type Tick struct {
	Pads [2]Pad // what two persons hold and press
	// Wall says that play has its own speed, so that agents may keep the wall
	// clock; else it is stepped, slowed or hurried, and they keep lockstep.
	Wall bool
}

// Pad is what a person holds and presses, as the screen shows the game.
type Pad struct {
	Left, Right, Hop, Guard bool
	Skill                   sim.Skill // pressed since the last tick, or None
}

// Report is what a display has done.
type Report struct {
	Seconds float64 // from the first tick of its clock to the last
	Ticks   int     // of its clock: 60 a second
	Drawn   int     // frames
	// LongestTick is the longest time between two ticks of the clock, after the
	// first second, in which a window finds its place.
	LongestTick time.Duration
}
