// Package wire joins the parts that commands share: it makes the agent of a
// contestant out of the native runtime, the eye and the decoder. Only commands
// import it.
package wire

import (
	"errors"
	"fmt"
	"image"
	"strings"
	"time"

	"github.com/spf13/pflag"

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

// Setup says how models are loaded. The zero value is for matches on the CPU.
type Setup struct {
	Eye      Eye
	Provider ort.Provider // what the networks compute on

	Isolation Isolation     // which networks get a process of their own
	Limit     time.Duration // of a run; 0 is agent.DefaultLimit
}

// Flags puts the setup's part that a user chooses into a command's flags.
func (s *Setup) Flags(f *pflag.FlagSet) {
	f.Var(&s.Provider, "provider", "what networks compute on: "+strings.Trim(fmt.Sprint(ort.Providers()), "[]")+"; without a fallback")
}

// Loader returns the loader of models for matches on the CPU.
func Loader(eye Eye) arena.Loader { return Setup{Eye: eye}.Loader() }

// Loader returns the loader of models for matches.
func (s Setup) Loader() arena.Loader {
	return func(c arena.Contestant, delayTicks int32) (*arena.Model, error) {
		m, err := s.Open(c, delayTicks, image.Pt(raster.Width, raster.Height))
		if err != nil {
			return nil, err
		}
		return &m.Model, nil
	}
}

// Model is a loaded model with its parts. Query, of the embedded one, is what
// Decoder was made of.
type Model struct {
	arena.Model
	Session Network
	Seer    vision.Seer
	Decoder *policy.Decoder
}

// Network is a loaded network, in this process or in one of its own.
type Network interface {
	agent.Network
	Contract() policy.Contract
	SHA256() string
	// Try runs it once on what stands in its input, and refuses scores that are
	// not what the contract promises. frame names the input for the error.
	Try(frame string) error
	Close() error
}

// Skills are the names that a model's classes may have beside no_action.
func Skills() []string { return sim.SkillNames()[1:] }

// Open loads the model of a contestant on the CPU.
func Open(c arena.Contestant, delayTicks int32, eye Eye, frame image.Point) (*Model, error) {
	return Setup{Eye: eye}.Open(c, delayTicks, frame)
}

// Open loads the model of a contestant for frames of the given size, and tries
// it on a frame of a match.
// delayTicks is for a model whose file states no delay; a contestant that
// states one wants it here.
func (s Setup) Open(c arena.Contestant, delayTicks int32, frame image.Point) (*Model, error) {
	session, err := s.network(c.Path)
	if err != nil {
		return nil, err
	}
	m := &Model{Session: session}
	m.Close = m.close
	if err := m.build(c, delayTicks, s, frame); err != nil {
		return nil, errors.Join(fmt.Errorf("model %s: %w", c.Path, err), m.close())
	}
	return m, nil
}

func (m *Model) build(c arena.Contestant, delayTicks int32, s Setup, frame image.Point) error {
	contract := m.Session.Contract()
	if contract.DelayTicks != nil && c.Delay < 0 {
		delayTicks, m.StatesDelay = *contract.DelayTicks, true
	}
	var err error
	if m.Decoder, err = policy.NewDecoder(contract, c.Query); err != nil {
		return err
	}
	if s.Eye == Fastest && vision.Reduces(contract.Input, frame) {
		m.Seer, err = vision.NewPreprocessor(contract.Input, frame)
	} else {
		m.Seer, err = cv.NewPreprocessor(contract.Input, frame)
	}
	if err != nil {
		return err
	}
	if err := m.try(frame); err != nil {
		return err
	}
	m.Agent, err = agent.New(
		agent.Config{Limit: s.Limit, DelayTicks: delayTicks, Frame: raster.NewFrame(), Now: time.Now},
		agent.Parts{Seer: m.Seer, Network: m.Session, Decoder: m.Decoder, Classes: contract.Classes},
	)
	m.Isolated = s.Isolation.Applies(c.Path)
	m.SHA256, m.Query, m.Seed = m.Session.SHA256(), m.Decoder.String(), m.Decoder.Seed
	if on := s.Provider.String(); on != string(ort.CPU) {
		m.On = on
	}
	return err
}

func (m *Model) close() error {
	var err error
	if m.Seer != nil {
		err = m.Seer.Close()
	}
	return errors.Join(err, m.Session.Close())
}
