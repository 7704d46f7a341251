package bot

import (
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/script"
)

// Bot plays a contestant, one match after another. It implements
// duel.Controller. Calls must not overlap.
type Bot struct {
	contestant Contestant
	model      *Model // nil for a script
	script     *script.Fighter
	delays     *delays // nil unless the model's delays are drawn
}

// Open returns the bot of a contestant string such as "script:pro" or
// "models/pro-ce.onnx?decode=argmax". A model that states no delay gets
// agent.DefaultDelayTicks. The caller must close the bot.
func Open(spec string, setup Setup) (*Bot, error) {
	c, err := Parse(spec)
	if err != nil {
		return nil, err
	}
	return New(c, agent.DefaultDelayTicks, setup.Loader())
}

// New returns the bot of a contestant and loads its model. delayTicks applies
// to models that state no delay. The caller must close the bot.
func New(c Contestant, delayTicks int32, load Loader) (*Bot, error) {
	b := &Bot{contestant: c}
	if c.Script != "" {
		return b, nil
	}
	var err error
	if b.model, err = load(c.WithoutPeriod(), c.Delay.Or(delayTicks)); err != nil {
		return nil, err
	}
	if c.Period != 0 {
		if err := b.model.setPeriod(c.Period); err != nil {
			return nil, errors.Join(fmt.Errorf("model %s: %w", c.Path, err), b.model.Close())
		}
	}
	return b, nil
}

// DrawDelays draws the delay of each of the bot's decisions from d. It has no
// effect on a script, or if the model file or the contestant string states a
// delay.
func (b *Bot) DrawDelays(d *Distribution) {
	if b.model == nil || b.model.StatesDelay || b.contestant.Delay.Stated() {
		return
	}
	b.delays = newDelays(d)
	b.model.Agent.SetDelays(b.delays)
}

// Start prepares the bot for a match on side me.
func (b *Bot) Start(seed uint64, me sim.Side) (err error) {
	if b.model != nil {
		if b.model.Seed != nil {
			b.model.Seed(DecoderSeed(seed, me))
		}
		if b.delays != nil {
			b.delays.start(seed, me)
		}
		b.model.Agent.Reset()
		return nil
	}
	b.script, err = b.contestant.Fighter(seed, me)
	return err
}

// Act implements duel.Controller. Start must be called before the first Act of
// a match. The agent receives a view, never the world.
func (b *Bot) Act(w *sim.World, me sim.Side) (sim.Input, error) {
	if b.model == nil {
		return b.script.Act(w, me)
	}
	k, err := b.model.Agent.Tick(w.Tick, b.model.View(w, me))
	return sim.Input{Skill: k}, err
}

// Follow shows the bot a tick of a match in which somebody else plays its side, so that it
// can take over with Act at the next. w holds the events of the step that led to it. Follow
// must be called for every tick, starting at 0 after Start.
func (b *Bot) Follow(w *sim.World, me sim.Side) error {
	if b.model == nil {
		_, err := b.script.Act(w, me) // a script follows by choosing; its choice is not played
		return err
	}
	accepted := sim.None
	for _, e := range w.Events.All() {
		if e.Kind == sim.Accepted && e.Side == me {
			accepted = e.Skill
		}
	}
	return b.model.Agent.Follow(w.Tick, b.model.View(w, me), accepted)
}

// Participant describes the bot for a recording.
func (b *Bot) Participant() duel.Participant {
	x := duel.Participant{Name: b.contestant.Name, Spec: b.contestant.Spec}
	if b.model != nil {
		x.ModelSHA256, x.Decoder, x.Provider, x.Random = b.model.SHA256, b.model.Query, b.model.On, b.model.Random
		x.FileHashes = duel.FileHashes(b.model.Files)
	}
	return x
}

// Model returns the bot's model, or nil for a script.
func (b *Bot) Model() *Model { return b.model }

// Close frees the model.
func (b *Bot) Close() error {
	if b.model == nil {
		return nil
	}
	return b.model.Close()
}
