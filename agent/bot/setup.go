package bot

import (
	"errors"
	"fmt"
	"image"
	"slices"
	"time"

	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/policy/oip"
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
	Limit     time.Duration // CPU time of one inference; 0 is agent.DefaultLimit

	// AllowRandom allows models whose scores are not a function of their input, such
	// as those with noise or with Dropout in training mode. Model.Random then says so.
	AllowRandom bool

	// Aliases are names of the models' classes outside their files, by class, over
	// the aliases that a file states.
	Aliases map[string]string

	// Server is how servers let models play that are served elsewhere.
	Server oip.Access

	// Warn, if not nil, is called with each of a model's Warnings when it is loaded. A
	// model that is loaded several times is reported each time. Calls may overlap.
	Warn func(m *Model, warning string)
}

// Validate reports every invalid field. It does not look for the provider on this
// machine.
func (s Setup) Validate() error {
	var f invalid.Fields
	f.If(s.Eye != Fastest && s.Eye != OpenCV, "eye is %d; want Fastest or OpenCV", s.Eye)
	if p := ort.Provider(s.Provider.String()); !slices.Contains(ort.Providers(), p) {
		f.Add(fmt.Errorf("provider is %q; want one of %v", p, ort.Providers()))
	}
	f.If(s.Limit < 0, "limit is %v; want 0 or more", s.Limit)
	f.Add(s.Isolation.Validate())
	return f.Err()
}

// AnyGame returns a Loader of models of any game. Those of another one see its frames and
// play nothing.
func (s Setup) AnyGame() Loader {
	return func(c Contestant, delayTicks int32) (*Model, error) {
		return s.Open(c, delayTicks, image.Pt(raster.Width, raster.Height))
	}
}

// Loader returns a Loader of models that play the game. It refuses a model whose
// classes are not skills of the game.
func (s Setup) Loader() Loader {
	load := s.AnyGame()
	return func(c Contestant, delayTicks int32) (*Model, error) {
		m, err := load(c, delayTicks)
		if err != nil {
			return nil, err
		}
		if _, err := m.Session.Contract().SkillNames(Skills()); err != nil {
			return nil, errors.Join(fmt.Errorf("load model %s: %w", c.Path, err), m.Close())
		}
		return m, nil
	}
}
