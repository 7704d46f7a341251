package bot

import (
	"image"
	"time"

	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/sim/raster"
)

// Eye selects the implementation that makes the network's input.
type Eye int

// The eyes. A test of vision/cv proves that they make identical inputs.
const (
	// Fastest uses pure Go if the model's input is a whole-number reduction of
	// the game's frame, and gocv otherwise. It is meant for lockstep.
	Fastest Eye = iota
	// OpenCV always uses gocv. It is meant for windows and captured frames.
	OpenCV
)

// Setup says how models are loaded. The zero value plays lockstep matches on
// the CPU.
type Setup struct {
	Eye      Eye
	Provider ort.Provider // what the networks compute on

	Isolation Isolation     // which networks run in a process of their own
	Limit     time.Duration // of one inference; 0 is agent.DefaultLimit

	// Warn, if not nil, is called with each of a model's Warnings when it is loaded. A
	// model that is loaded several times is reported each time. Calls may overlap.
	Warn func(m *Model, warning string)
}

// Loader returns a Loader for frames of the game's size.
func (s Setup) Loader() Loader {
	return func(c Contestant, delayTicks int32) (*Model, error) {
		return s.Open(c, delayTicks, image.Pt(raster.Width, raster.Height))
	}
}
