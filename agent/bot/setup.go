package bot

import (
	"image"
	"time"

	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/sim/raster"
)

// Eye chooses what makes the network's input.
type Eye int

// The eyes. They make the same bytes, as a test of vision/cv proves.
const (
	// Fastest is the pure-Go one where the model's input is a whole-number
	// reduction of the game's frame, and gocv elsewhere. For lockstep.
	Fastest Eye = iota
	// OpenCV is gocv always. For windows, and for whatever was captured.
	OpenCV
)

// Setup says how models are loaded. The zero value is for matches on the CPU.
type Setup struct {
	Eye      Eye
	Provider ort.Provider // what the networks compute on

	Isolation Isolation     // which networks get a process of their own
	Limit     time.Duration // of a run; 0 is agent.DefaultLimit
}

// Loader returns the loader of models for matches.
func (s Setup) Loader() Loader {
	return func(c Contestant, delayTicks int32) (*Model, error) {
		return s.Open(c, delayTicks, image.Pt(raster.Width, raster.Height))
	}
}
