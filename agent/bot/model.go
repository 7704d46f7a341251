package bot

import (
	"errors"
	"fmt"
	"image"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
	"github.com/kumite/kumite/vision/cv"
)

// Model is a loaded model: an agent and its parts.
type Model struct {
	Agent   *agent.Agent
	Session Network
	Seer    vision.Seer
	Decoder *policy.Decoder

	Path   string            // of the file
	SHA256 string            // of the file, its external data and its sidecar
	Files  policy.FileHashes // of each of these
	Query  string            // the query that Decoder was made from
	On     string            // what it computes on, "" for the CPU
	Close  func() error

	// Warnings are what is valid and probably not meant, and how to fix it: scores of
	// another kind than the file states, and frames of another aspect ratio than the
	// model's input.
	Warnings []string

	// Random is why two runs of one input may give different scores, so that results
	// are not reproducible; "" if they give the same.
	Random string

	// Isolated says that the network runs in a process of its own. There, hanging
	// run after run voids the match; in this process the model plays on without
	// acting.
	Isolated bool

	// StatesDelay says that the file states the delay from a frame to its press,
	// so that none is drawn.
	StatesDelay bool

	// Seed seeds a decoder that draws, for the next match. It may be nil.
	Seed func(seed uint64)

	camera raster.Camera // what View returns without a glance
}

// Loader loads the model of a contestant. The caller must close the model. A
// Loader may be called concurrently.
type Loader func(c Contestant, delayTicks int32) (*Model, error)

// Network is a loaded network, in this process or in a process of its own.
type Network interface {
	agent.Network
	Contract() policy.Contract
	SHA256() string
	FileHashes() policy.FileHashes
	Random() string // why two runs of one input may give different scores, or ""
	// Try runs the network once on its current input and returns an error if the
	// scores violate the contract. frame names the input in the error. It advances the
	// recurrent state.
	Try(frame string) error
	Close() error
}

// Skills returns the names of the game's skills: a model that plays it has no
// other classes besides the null class.
func Skills() []string { return sim.SkillNames()[1:] }

// Open loads the model of a contestant for frames of the given size and runs it
// on a frame of a match. Its classes may be those of another game; its agent then
// keeps no book and sends nothing. delayTicks is the contestant's delay if it states one;
// otherwise it applies to models whose file states none.
func (s Setup) Open(c Contestant, delayTicks int32, frame image.Point) (*Model, error) {
	if err := s.Validate(); err != nil {
		return nil, fmt.Errorf("model %s: %w", c.Path, err)
	}
	session, err := s.open(c)
	if err != nil {
		return nil, err
	}
	m := &Model{Path: c.Path, Session: session}
	m.Close = m.close
	if err := m.build(c, delayTicks, s, frame); err != nil {
		return nil, errors.Join(fmt.Errorf("model %s: %w", c.Path, err), m.close())
	}
	if s.Warn != nil {
		for _, w := range m.Warnings {
			s.Warn(m, w)
		}
	}
	return m, nil
}

func (m *Model) build(c Contestant, delayTicks int32, s Setup, frame image.Point) error {
	contract := m.Session.Contract()
	if contract.DelayTicks != nil && !c.Delay.Stated() {
		delayTicks, m.StatesDelay = *contract.DelayTicks, true
	}
	var err error
	if m.Decoder, err = policy.NewDecoder(contract, c.Query); err != nil {
		return err
	}
	if m.Seer, err = s.newSeer(contract.Input, frame); err != nil {
		return err
	}
	m.Random = m.Session.Random()
	if m.Random != "" && !s.AllowRandom {
		return refuseRandom(m.Random)
	}
	if err := m.try(frame, s); err != nil {
		return err
	}
	m.Agent, err = agent.New(
		agent.Config{Limit: s.Limit, DelayTicks: delayTicks, Frame: raster.NewFrame(), Now: time.Now},
		agent.Parts{Seer: m.Seer, Network: m.Session, Decoder: m.Decoder, Classes: skillNames(contract)},
	)
	_, m.Isolated = m.Session.(isolated)
	if w := squeezed(contract.Input, frame); w != "" {
		m.Warnings = append(m.Warnings, w)
	}
	m.SHA256, m.Query, m.Seed = m.Session.SHA256(), m.Decoder.String(), m.Decoder.Seed
	m.Files = m.Session.FileHashes()
	if on := s.Provider.String(); on != string(ort.CPU) {
		m.On = on
	}
	return err
}

// skillNames returns the classes as names of the game's skills, or nil for a model
// of another game.
func skillNames(contract policy.Contract) []string {
	names, err := contract.SkillNames(Skills())
	if err != nil {
		return nil
	}
	return names
}

// newSeer returns the eye for an input, nil with an error.
func (s Setup) newSeer(input vision.Spec, frame image.Point) (vision.Seer, error) {
	if s.Eye == Fastest && vision.Reduces(input, frame) {
		seer, err := vision.NewPreprocessor(input, frame)
		if err != nil {
			return nil, err // and not a nil pointer in the interface
		}
		if glances(input, frame) {
			return newGlance(seer)
		}
		return seer, nil
	}
	seer, err := cv.NewPreprocessor(input, frame)
	if err != nil {
		return nil, err
	}
	return seer, nil
}

func (m *Model) close() error {
	var err error
	if m.Seer != nil {
		err = m.Seer.Close()
	}
	return errors.Join(err, m.Session.Close())
}
