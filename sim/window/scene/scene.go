package scene

import (
	"context"
	"image"
	"time"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
)

// Scene is what a display shows. All calls must come from one goroutine.
type Scene interface {
	// Tick plays one tick.
	Tick(Tick) error
	// Do carries out a command; it ignores commands without a meaning in the scene.
	// Work that it starts in the background is abandoned when ctx is cancelled.
	Do(ctx context.Context, c Command) error
	// Frame returns the current picture: an *image.Paletted in raster's palette, or an
	// *image.RGBA. It belongs to the scene and is valid until the next call.
	Frame() image.Image
	// View fills in the panels; v is empty except for its allocated memory.
	View(v *panel.View)
	// Persons reports which of the two persons play now.
	Persons() [2]bool
}

// Seeker is a scene that can seek to any point of its timeline, 0 to 1.
type Seeker interface {
	Seek(at float64) error
}

// Tagger is a scene of whose moments a person can complain.
type Tagger interface {
	// Tags returns the kinds of complaint, none if there is nothing to complain of.
	Tags() []TagKind
	// Tag complains about the moment that is shown, of the side that a model plays or of the
	// other one. kind is an index of Tags.
	Tag(kind int, note string, other bool)
}

// TagKind is a kind of complaint.
type TagKind struct {
	Name string
	Note bool // needs a note
}

// Picker is a scene of several pictures in one, of which one can be shown at full size, and
// all again.
type Picker interface {
	Pick(n int)         // by its number, from 1
	PickAt(image.Point) // by a point of the picture, in its pixels
}

// Overlayer is a scene that draws over its picture, at every frame. o is empty except for
// its allocated memory.
type Overlayer interface {
	Overlay(o *panel.Overlay)
}

// Tick is the input of one tick.
type Tick struct {
	Pads [2]Pad // of two persons
	// Wall means that play runs at normal speed, so that agents may keep the wall
	// clock. Otherwise play is paused, stepped, slowed or sped up, and agents keep
	// lockstep.
	Wall bool
	// Resumed means that play was paused, or ran at another speed, before this tick.
	Resumed bool
}

// Pad is the input of a person, relative to the screen.
type Pad struct {
	Left, Right, Hop, Guard bool
	Skill                   sim.Skill // pressed since the last tick, or None
}

// The actions of a person besides the skills, in a table of keys.
const (
	Walk  = "walk"
	Hop   = "hop"
	Guard = "guard"
)

// Report is the activity of a display.
type Report struct {
	Seconds float64 // from the first tick of its clock to the last
	Ticks   int     // of its clock: 60 a second
	Drawn   int     // frames
	// LongestTick is the longest time between two ticks of the clock, excluding the
	// first second, in which a window opens.
	LongestTick time.Duration
}
