package agent

import (
	"cmp"
	"errors"
	"fmt"
	"image"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// FrameSource gives the newest frame: pixels and nothing else.
type FrameSource interface {
	// Grab draws the newest frame into the caller's buffer.
	Grab(dst *image.Paletted) error
}

// Config says how an agent keeps time.
type Config struct {
	Limit      time.Duration    // of a run, after which it is cut off; 0 is DefaultLimit
	Patience   int              // runs cut off in a row after which the rest of a match is played without the network; 0 is DefaultPatience, −1 never
	DelayTicks int32            // from a frame to its press, 0 to MaxDelayTicks
	Delays     Delays           // in lockstep, the true time from each frame to its press; nil is DelayTicks always
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
	cfg     Config
	seer    vision.Seer
	network Network
	mind    *Mind
	pending [MaxDelayTicks/PeriodTicks + 1]press // sent, not yet due; oldest first
	waiting int
	sentDue int32 // when the newest press takes effect
	last    policy.Decision
	counts  Counts
	hung    int // runs in a row that were cut off
	spent   Spent
}

// New makes an agent of its parts.
func New(cfg Config, parts Parts) (*Agent, error) {
	if cfg.Limit < 0 || cfg.Patience < -1 {
		return nil, fmt.Errorf("agent: a limit of %v or a patience of %d is below its least, 0 and −1", cfg.Limit, cfg.Patience)
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
	return &Agent{cfg: cfg, seer: parts.Seer, network: parts.Network, mind: mind}, nil
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

// Inherit takes over the match of another agent on the same side: its book and
// its counts. All else starts as after Reset.
func (a *Agent) Inherit(from *Agent) {
	a.Reset()
	a.mind.book, a.counts = from.mind.book, from.counts
}

// Last is the newest decision.
func (a *Agent) Last() policy.Decision { return a.last }

// Counts are what became of the decisions since Reset; they are the agent's.
func (a *Agent) Counts() *Counts { return &a.counts }

// Spent is how long the parts of the newest decision took.
func (a *Agent) Spent() Spent { return a.spent }

// DelayTicks is the declared time from a frame to its press.
func (a *Agent) DelayTicks() int32 { return a.cfg.DelayTicks }

// Decoder is the agent's decoder, for showing what it made of the scores.
func (a *Agent) Decoder() *policy.Decoder { return a.mind.decoder }

// Network is the agent's network, for showing its raw scores.
func (a *Agent) Network() Network { return a.network }

// Seer is the agent's eye, for showing what it saw.
func (a *Agent) Seer() vision.Seer { return a.seer }
