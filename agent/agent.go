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
	"cmp"
	"errors"
	"fmt"
	"image"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision"
)

// ErrLate is the error of a decision that came too late to be sent.
var ErrLate = errors.New("the network answered too late")

// PeriodTicks is the time from one decision to the next: 100 ms.
const PeriodTicks = 6

// DefaultDelayTicks is the declared time from a frame to its press: 100 ms.
const DefaultDelayTicks = 6

// MaxDelayTicks bounds the declared delay: two seconds.
const MaxDelayTicks = 120

// ValidateDelay refuses a declared delay that no agent keeps.
func ValidateDelay(ticks int32) error {
	if ticks < 0 || ticks > MaxDelayTicks {
		return fmt.Errorf("a delay of %d ticks; want 0 to %d ticks", ticks, MaxDelayTicks)
	}
	return nil
}

// FrameSource gives the newest frame: pixels and nothing else.
type FrameSource interface {
	// Grab draws the newest frame into the caller's buffer.
	Grab(dst *image.Paletted) error
}

// Network computes scores of what stands in its input.
type Network interface {
	// Input is the network's own memory, to be written before a run.
	Input() vision.Input
	// RunWithin computes the scores. A run that lasts longer than limit is cut
	// off and awaited, and returns policy.ErrHung; the next is not touched by it.
	RunWithin(limit time.Duration) error
	// Cancel cuts off the run that is under way, from any goroutine; without one
	// it does nothing.
	Cancel()
	// Scores returns one raw score per class, valid until the next run.
	Scores() []float32
}

// DefaultLimit is how long a run may take in lockstep, where the world waits.
// It is there for a network that never answers, not to measure a slow one.
const DefaultLimit = time.Second

// DefaultPatience is how many runs in a row may be cut off before the network
// is not run again in that match.
const DefaultPatience = 5

// Delays draws how long each decision takes to take effect.
type Delays interface {
	// Next is the delay of the next decision in ticks, 0 to MaxDelayTicks. It is
	// asked once for each decision, whatever came of it.
	Next() int32
}

// Config says how an agent keeps time.
type Config struct {
	Limit      time.Duration    // of a run, after which it is cut off; 0 is DefaultLimit
	Patience   int              // runs cut off in a row after which a match goes on without the network; 0 is DefaultPatience, −1 never
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

// Spent is how long the parts of one decision took; zero where nothing
// measures.
type Spent struct {
	Grab, See, Run, Decode time.Duration
}

type press struct {
	due   int32
	skill sim.Skill
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

// Reset starts a match, with empty counts.
func (a *Agent) Reset() {
	a.counts = Counts{}
	a.seer.Reset()
	a.mind.Reset()
	a.waiting, a.sentDue = 0, -1
	a.last = policy.Decision{}
	a.hung = 0
}

// SetLimit sets how long the runs from now on may take; one that keeps to a
// clock calls it before each decision with what is left until its deadline. A
// limit of 0 or less is over already: the decision is counted as hung.
func (a *Agent) SetLimit(d time.Duration) { a.cfg.Limit = d }

// Cancel cuts off the run that is under way, from any goroutine; the decision
// is counted as hung. Without a run it does nothing.
func (a *Agent) Cancel() { a.network.Cancel() }

// SetDelays exchanges what draws the delays, between two matches.
func (a *Agent) SetDelays(d Delays) { a.cfg.Delays = d }

// Tick is one tick in lockstep: it decides on the source's frame when a
// decision is due and returns the press that takes effect now, or None.
//
// Presses keep their order: one whose delay would have it overtake an earlier
// one takes effect a tick after that. The agent cannot know what delay will be
// drawn: its book reckons with DelayTicks.
// Ticks must be handed in order, starting at 0 after Reset.
func (a *Agent) Tick(tick int32, src FrameSource) (sim.Skill, error) {
	if tick%PeriodTicks == 0 {
		delay := a.cfg.DelayTicks
		if a.cfg.Delays != nil {
			delay = min(max(a.cfg.Delays.Next(), 0), MaxDelayTicks)
		}
		k, err := a.Decide(tick, src)
		if err != nil {
			return sim.None, err
		}
		if k != sim.None {
			a.sentDue = max(tick+delay, a.sentDue+1)
			a.pending[a.waiting] = press{a.sentDue, k}
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
// or None. A network that is gone (policy.ErrLost) is an error; one that fails
// is a fault of this decision.
func (a *Agent) Decide(tick int32, src FrameSource) (sim.Skill, error) {
	return a.DecideBy(tick, src, nil)
}

// DecideBy is Decide against a clock: left says how much time there still is,
// before the network runs, which is its limit, and after. With none left the
// decision is dropped with ErrLate: it sends and books nothing, the decoder's
// clock goes on, and it counts as missed, not as a fault. A nil left
// is no clock.
func (a *Agent) DecideBy(tick int32, src FrameSource, left func() time.Duration) (sim.Skill, error) {
	start := a.now()
	if err := src.Grab(a.cfg.Frame); err != nil {
		return sim.None, fmt.Errorf("grab frame at tick %d: %w", tick, err)
	}
	grabbed := a.now()
	if err := a.see(); err != nil {
		return sim.None, fmt.Errorf("see frame at tick %d: %w", tick, err)
	}
	seen := a.now()
	k, err := a.conclude(tick, left)
	a.spent.Grab, a.spent.See = grabbed.Sub(start), seen.Sub(grabbed)
	if err == nil && a.cfg.Now != nil {
		a.counts.Latency.Record(a.cfg.Now().Sub(start))
	}
	return k, err
}

// now is the time, or always the same where nothing measures.
func (a *Agent) now() time.Time {
	if a.cfg.Now == nil {
		return time.Time{}
	}
	return a.cfg.Now()
}

func (a *Agent) see() error {
	return a.seer.See(a.cfg.Frame, a.network.Input())
}

// Conclude is a decision without its first half: the network's input already
// holds what was seen at the tick, of a recorded video for instance. A network
// that fails, gives no numbers or is cut off at its limit is a fault: counted
// by its cause, and None.
func (a *Agent) Conclude(tick int32) sim.Skill {
	k, _ := a.conclude(tick, nil) // without a clock nothing is late
	return k
}

func (a *Agent) conclude(tick int32, left func() time.Duration) (sim.Skill, error) {
	start := a.now()
	err := a.run(left)
	ran := a.now()
	a.spent = Spent{Run: ran.Sub(start)}
	if errors.Is(err, policy.ErrLost) {
		return sim.None, err
	}
	if left != nil && (left() <= 0 || errors.Is(err, policy.ErrHung)) {
		a.Skip(tick)
		return sim.None, ErrLate
	}
	if err != nil {
		a.last = a.mind.Decide(tick, nil, err)
	} else {
		a.last = a.mind.Decide(tick, a.network.Scores(), nil)
	}
	a.counts.count(&a.last)
	a.spent.Decode = a.now().Sub(ran)
	return a.mind.Skill(a.last.Class), nil
}

// Skip lets the frame of a tick pass on which nothing was decided: the book and
// the decoder's clock go on, and a miss is counted.
func (a *Agent) Skip(tick int32) {
	a.mind.Skip(tick)
	a.counts.Missed++
}

// Warm runs the network on whatever stands in its input and throws the scores
// away, so that the next decision finds it warm. It is cut off at the limit.
// What Network().Scores() held is lost.
func (a *Agent) Warm(limit time.Duration) error { return a.network.RunWithin(limit) }

// Inherit goes on with the match of another agent, whose presses were for the
// same side: it starts afresh but for the book and the counts.
func (a *Agent) Inherit(from *Agent) {
	a.Reset()
	a.mind.book, a.counts = from.mind.book, from.counts
}

// errGivenUp stands for the runs that a network which hung too often is spared.
var errGivenUp = fmt.Errorf("%w too often in a row: it is not run again in this match", policy.ErrHung)

// run runs the network, unless it has hung too often in this match. With a
// clock it is run in any case: nobody waits for it.
func (a *Agent) run(left func() time.Duration) error {
	if left != nil {
		return a.network.RunWithin(left())
	}
	if a.GivenUp() {
		return errGivenUp
	}
	err := a.network.RunWithin(a.cfg.Limit)
	if errors.Is(err, policy.ErrHung) {
		a.hung++
	} else {
		a.hung = 0
	}
	return err
}

// GivenUp says whether the network has hung too often in a row to be run again
// in this match.
func (a *Agent) GivenUp() bool { return a.cfg.Patience > 0 && a.hung >= a.cfg.Patience }

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
