// Package agent makes one decision: grab a frame, see it, run the network,
// decode its scores, send a press. It answers what a model would do now.
//
// The agent senses the game through pixels alone: it is handed frames, never a
// world. What a skill costs it reads in the table of rules, what it may still
// do in its own book of what it has sent.
//
// Lockstep keeps time in ticks: Tick is called for every tick of the game,
// decides every PeriodTicks and returns what a decision sent once its declared
// delay has passed. The result depends on the frames, the model and the seed,
// never on the machine's load.
package agent

import (
	"errors"
	"fmt"
	"image"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision"
)

// PeriodTicks is the time from one decision to the next: 100 ms.
const PeriodTicks = 6

// DefaultDelayTicks is the declared time from a frame to its press: 100 ms.
const DefaultDelayTicks = 6

// MaxDelayTicks bounds the declared delay: two seconds.
const MaxDelayTicks = 120

// FrameSource gives the newest frame: pixels and nothing else.
type FrameSource interface {
	// Grab draws the newest frame into the caller's buffer.
	Grab(dst *image.Paletted) error
}

// Network computes scores of what stands in its input.
type Network interface {
	// Floats is the input of a network that takes floats, Bytes that of one
	// that takes bytes; the other is nil. Both are the network's own memory.
	Floats() []float32
	Bytes() []uint8
	Run() error
	// Scores returns one raw score per class, valid until the next Run.
	Scores() []float32
}

// Config says how an agent keeps time.
type Config struct {
	DelayTicks int32            // from a frame to its press, 0 to MaxDelayTicks
	Frame      *image.Paletted  // a buffer of the game's size and palette, the agent's from now on
	Now        func() time.Time // measures decisions; nil measures nothing
}

// Parts is what an agent is made of.
type Parts struct {
	Seer    vision.Seer
	Network Network
	Decoder *policy.Decoder
	Classes []string // of the network's scores, each a skill's name or "no_action"
}

// Agent decides for one side of one match at a time. Its calls must not
// overlap.
type Agent struct {
	cfg       Config
	seer      vision.Seer
	network   Network
	decoder   *policy.Decoder
	skills    []sim.Skill // by class
	available []bool      // by class
	book      Book
	pending   [MaxDelayTicks/PeriodTicks + 1]press // sent, not yet due; oldest first
	waiting   int
	last      policy.Decision
	ledger    Ledger
}

type press struct {
	due   int32
	skill sim.Skill
}

// New makes an agent of its parts.
func New(cfg Config, parts Parts) (*Agent, error) {
	if cfg.DelayTicks < 0 || cfg.DelayTicks > MaxDelayTicks {
		return nil, fmt.Errorf("agent: a delay of %d ticks is outside 0 to %d", cfg.DelayTicks, MaxDelayTicks)
	}
	if cfg.Frame == nil {
		return nil, errors.New("agent: no frame buffer")
	}
	a := &Agent{cfg: cfg, seer: parts.Seer, network: parts.Network, decoder: parts.Decoder,
		skills: make([]sim.Skill, len(parts.Classes)), available: make([]bool, len(parts.Classes))}
	for i, name := range parts.Classes {
		k, ok := sim.ParseSkill(name)
		if !ok {
			return nil, fmt.Errorf("agent: class %q is no skill of this game", name)
		}
		a.skills[i] = k
	}
	return a, nil
}

// Reset starts a match, with an empty ledger.
func (a *Agent) Reset() {
	a.ledger = Ledger{}
	a.seer.Reset()
	a.decoder.Reset()
	a.book = Book{}
	a.waiting = 0
	a.last = policy.Decision{}
}

// Tick is one tick in lockstep: it decides on the source's frame when a
// decision is due and returns the press that takes effect now, or None.
// Ticks must be handed in order, starting at 0 after Reset.
func (a *Agent) Tick(tick int32, src FrameSource) (sim.Skill, error) {
	if tick%PeriodTicks == 0 {
		k, err := a.Decide(tick, src)
		if err != nil {
			return sim.None, err
		}
		if k != sim.None {
			a.pending[a.waiting] = press{tick + a.cfg.DelayTicks, k}
			a.waiting++
		}
	}
	if a.waiting == 0 || a.pending[0].due != tick {
		return sim.None, nil
	}
	k := a.pending[0].skill
	a.waiting--
	copy(a.pending[:a.waiting], a.pending[1:])
	return k, nil
}

// Decide makes one decision on the frame of a tick and returns what it sends,
// or None.
func (a *Agent) Decide(tick int32, src FrameSource) (sim.Skill, error) {
	var start time.Time
	if a.cfg.Now != nil {
		start = a.cfg.Now()
	}
	if err := src.Grab(a.cfg.Frame); err != nil {
		return sim.None, fmt.Errorf("grab frame at tick %d: %w", tick, err)
	}
	if err := a.see(); err != nil {
		return sim.None, fmt.Errorf("see frame at tick %d: %w", tick, err)
	}
	k := a.Conclude(tick)
	if a.cfg.Now != nil {
		a.ledger.Latency.Record(a.cfg.Now().Sub(start))
	}
	return k, nil
}

func (a *Agent) see() error {
	if bytes := a.network.Bytes(); bytes != nil {
		return a.seer.SeeBytes(a.cfg.Frame, bytes)
	}
	return a.seer.See(a.cfg.Frame, a.network.Floats())
}

// Conclude is a decision without its first half: the network's input already
// holds what was seen at the tick, of a recorded video for instance. A network
// that fails or gives no numbers is a fault: counted, and None.
func (a *Agent) Conclude(tick int32) sim.Skill {
	due := tick + a.cfg.DelayTicks
	a.book.Advance(tick)
	for i, k := range a.skills {
		a.available[i] = a.book.Available(k, due)
	}
	scores := a.network.Scores()
	if err := a.network.Run(); err != nil {
		scores = nil
	}
	a.last = a.decoder.Decode(scores, a.available)
	a.ledger.count(&a.last)
	k := a.skills[a.last.Class]
	if k != sim.None {
		a.book.Spend(k, due)
	}
	return k
}

// Last is the newest decision.
func (a *Agent) Last() policy.Decision { return a.last }

// Ledger is the account of every decision since Reset.
func (a *Agent) Ledger() *Ledger { return &a.ledger }

// Seer is the agent's eye, for showing what it saw.
func (a *Agent) Seer() vision.Seer { return a.seer }
