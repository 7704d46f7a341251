// Package wire joins the parts that commands share: it makes the agent of a
// contestant out of the native runtime, the eye and the decoder. Only commands
// import it.
package wire

import (
	"errors"
	"fmt"
	"image"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
	"github.com/kumite/kumite/vision/cv"
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

// Loader returns the loader of models for matches.
func Loader(eye Eye) arena.Loader {
	return func(c arena.Contestant, delayTicks int32) (*arena.Model, error) {
		m, err := Open(c, delayTicks, eye, image.Pt(raster.Width, raster.Height))
		if err != nil {
			return nil, err
		}
		return &m.Model, nil
	}
}

// Model is a loaded model with its parts.
type Model struct {
	arena.Model
	Session *ort.Session
	Seer    vision.Seer
	Decoder *policy.Decoder
}

// Skills are the names that a model's classes may have beside no_action.
func Skills() []string { return sim.SkillNames()[1:] }

// Open loads the model of a contestant for frames of the given size.
func Open(c arena.Contestant, delayTicks int32, eye Eye, frame image.Point) (*Model, error) {
	session, err := ort.Open(c.Path, Skills())
	if err != nil {
		return nil, err
	}
	m := &Model{Session: session}
	m.Close = m.close
	if err := m.build(c, delayTicks, eye, frame); err != nil {
		return nil, errors.Join(fmt.Errorf("model %s: %w", c.Path, err), m.close())
	}
	return m, nil
}

func (m *Model) build(c arena.Contestant, delayTicks int32, eye Eye, frame image.Point) error {
	contract := m.Session.Contract()
	var err error
	if m.Decoder, err = policy.NewDecoder(contract, c.Query); err != nil {
		return err
	}
	if eye == Fastest && vision.Reduces(contract.Input, frame) {
		m.Seer, err = vision.NewPreprocessor(contract.Input, frame)
	} else {
		m.Seer, err = cv.NewPreprocessor(contract.Input, frame)
	}
	if err != nil {
		return err
	}
	m.Agent, err = agent.New(
		agent.Config{DelayTicks: delayTicks, Frame: raster.NewFrame(), Now: time.Now},
		agent.Parts{Seer: m.Seer, Network: m.Session, Decoder: m.Decoder, Classes: contract.Classes},
	)
	m.SHA256, m.Model.Decoder, m.Seed = m.Session.SHA256(), m.Decoder.String(), m.Decoder.Seed
	return err
}

func (m *Model) close() error {
	var err error
	if m.Seer != nil {
		err = m.Seer.Close()
	}
	return errors.Join(err, m.Session.Close())
}
