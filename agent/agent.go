package agent

import (
	"cmp"
	"errors"
	"fmt"
	"image"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision"
)

// FrameSource provides the newest frame: pixels and nothing else.
type FrameSource interface {
	// Grab draws the newest frame into dst, the caller's buffer.
	Grab(dst *image.Paletted) error
}

// Config configures an agent.
type Config struct {
	Limit      time.Duration    // time limit of a run of the network; 0 is DefaultLimit
	Patience   int              // consecutive runs over the limit after which the rest of a match is played without the network; 0 is DefaultPatience, −1 never
	DelayTicks int32            // from a frame to its press, 0 to MaxDelayTicks
	Delays     Delays           // in lockstep, the true delay of each decision; nil is always DelayTicks
	Frame      *image.Paletted  // a buffer of the game's size and palette; the agent keeps it
	Now        func() time.Time // clock that measures decisions; nil measures nothing
}

// Parts are the components of an agent.
type Parts struct {
	Seer    vision.Seer
	Network Network
	Decoder *policy.Decoder
	Classes []string // one per score, each a skill's name or "no_action"; nil for a model of another game
}

// Agent decides for one side of one match at a time. Calls must not overlap, except
// for Cancel.
type Agent struct {
	cfg     Config
	seer    vision.Seer
	network Network
	mind    *Mind
	period  int32                    // ticks from one decision to the next
	look    int32                    // ticks from one frame that the agent sees to the next
	pending [MaxDelayTicks + 1]press // sent and not yet due, oldest first
	waiting int
	sentDue int32 // when the newest press takes effect
	last    policy.Decision
	counts  Counts
	hung    int // consecutive runs over the limit
	spent   Spent
}

// New returns an agent made of the parts.
func New(cfg Config, parts Parts) (*Agent, error) {
	if cfg.Limit < 0 || cfg.Patience < -1 {
		return nil, fmt.Errorf("agent: limit is %v and patience is %d; want a limit of at least 0 and a patience of at least −1", cfg.Limit, cfg.Patience)
	}
	cfg.Limit = cmp.Or(cfg.Limit, DefaultLimit)
	cfg.Patience = cmp.Or(cfg.Patience, DefaultPatience)
	if cfg.Frame == nil {
		return nil, errors.New("agent: no frame buffer")
	}
	mind, err := NewMind(parts.Decoder, parts.Classes, cfg.DelayTicks)
	if err != nil {
		return nil, err
	}
	return &Agent{cfg: cfg, seer: parts.Seer, network: parts.Network, mind: mind, period: PeriodTicks, look: PeriodTicks}, nil
}

// Reset starts a match, with empty counts and the network's recurrent state at zero.
func (a *Agent) Reset() {
	a.counts = Counts{}
	a.network.Reset()
	a.seer.Reset()
	a.mind.Reset()
	a.waiting, a.sentDue = 0, -1
	a.last = policy.Decision{}
	a.hung = 0
}

// Inherit takes over the match of another agent on the same side: its book and its
// counts. Everything else is as after Reset.
func (a *Agent) Inherit(from *Agent) {
	a.Reset()
	a.mind.book, a.counts = from.mind.book, from.counts
}

// Last returns the newest decision.
func (a *Agent) Last() policy.Decision { return a.last }

// Counts returns the counts of decisions since Reset. They belong to the agent.
func (a *Agent) Counts() *Counts { return &a.counts }

// Spent returns the durations of the parts of the newest decision.
func (a *Agent) Spent() Spent { return a.spent }

// DelayTicks returns the declared delay from a frame to its press.
func (a *Agent) DelayTicks() int32 { return a.cfg.DelayTicks }

// Decoder returns the agent's decoder, to display its values.
func (a *Agent) Decoder() *policy.Decoder { return a.mind.decoder }

// Skill returns the skill that a class of the decoder stands for, None for the null class.
func (a *Agent) Skill(class int) sim.Skill { return a.mind.Skill(class) }

// Network returns the agent's network, to display its raw scores.
func (a *Agent) Network() Network { return a.network }

// Seer returns the agent's preprocessor, to display the network's input.
func (a *Agent) Seer() vision.Seer { return a.seer }
