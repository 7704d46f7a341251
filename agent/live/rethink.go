package live

import (
	"context"
	"fmt"
	"sort"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
)

// Thought is one decision that a model would have made in a recorded match.
type Thought struct {
	Tick     int32 // of the frame
	Decision policy.Decision
	Probs    []float64 // calibrated, by the model's classes
	Would    sim.Skill // what the model would have sent, or None
	Did      sim.Skill // the recorded side's first press of that decision, or None
}

// Differs says that the model would have done something else.
func (t *Thought) Differs() bool { return t.Would != t.Did }

// Thoughts are a model's decisions over one side of a recorded match, every
// agent.PeriodTicks from tick 0. They are read-only.
type Thoughts struct {
	Side sim.Side
	List []Thought
}

// RecordedDelay is how many ticks after its frame a recorded side's press took
// effect: the delay of a model, as its contestant string states it or
// otherwise, and none for a script or a person, whose press belongs to the
// frame before it.
func RecordedDelay(who duel.Participant, otherwise int32) int32 {
	if who.ModelSHA256 == "" {
		return 0
	}
	if c, err := bot.Parse(who.Spec); err == nil && c.Delay >= 0 {
		return c.Delay
	}
	return otherwise
}

// Rethink asks a model what it would have done at each decision of a recorded
// match, on the frames that one side saw and with a book of its own: it is told
// nothing of what that side pressed. Beside it stands what the side did press
// in the period that begins delayTicks after the frame (see RecordedDelay).
//
// The answer depends on the recording, the model and its decoder alone. The
// model's agent is used up to the end. progress, where it is not nil, is called
// after each decision. A context that ends stops it with the context's error.
func Rethink(ctx context.Context, r *duel.Recording, me sim.Side, delayTicks int32, m *bot.Model, progress func(done, total int)) (*Thoughts, error) {
	p, err := duel.NewPlayback(r)
	if err != nil {
		return nil, err
	}
	if m.Seed != nil {
		m.Seed(bot.DecoderSeed(r.Seed, me))
	}
	m.Agent.Reset()
	total := int((p.Len() + agent.PeriodTicks - 1) / agent.PeriodTicks)
	all := &Thoughts{Side: me, List: make([]Thought, 0, total)}
	camera := raster.Camera{World: p.World(), Side: me}
	for tick := int32(0); tick < p.Len(); tick += agent.PeriodTicks {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p.Seek(tick)
		would, err := m.Agent.Decide(tick, &camera)
		if err != nil {
			return nil, fmt.Errorf("rethink recording: %w", err)
		}
		t := Thought{Tick: tick, Decision: m.Agent.Last(), Would: would, Probs: make([]float64, len(m.Agent.Decoder().Scores()))}
		m.Agent.Decoder().Probabilities(t.Probs)
		for at := tick + delayTicks; at < tick+delayTicks+agent.PeriodTicks && t.Did == sim.None; at++ {
			t.Did = p.InputsAt(at)[me].Skill
		}
		all.List = append(all.List, t)
		if progress != nil {
			progress(len(all.List), total)
		}
	}
	return all, nil
}

// At is the decision on the newest frame at a tick, or nil before the first.
func (t *Thoughts) At(tick int32) *Thought {
	if i := t.after(tick) - 1; i >= 0 {
		return &t.List[i]
	}
	return nil
}

// after is the index of the first thought past a tick.
func (t *Thoughts) after(tick int32) int {
	return sort.Search(len(t.List), func(i int) bool { return t.List[i].Tick > tick })
}

// Next is the first disagreement after a tick, or nil.
func (t *Thoughts) Next(tick int32) *Thought {
	for i := t.after(tick); i < len(t.List); i++ {
		if t.List[i].Differs() {
			return &t.List[i]
		}
	}
	return nil
}

// Previous is the last disagreement before a tick, or nil.
func (t *Thoughts) Previous(tick int32) *Thought {
	for i := t.after(tick-1) - 1; i >= 0; i-- {
		if t.List[i].Differs() {
			return &t.List[i]
		}
	}
	return nil
}

// Disagreements counts the decisions that differ.
func (t *Thoughts) Disagreements() (n int) {
	for i := range t.List {
		if t.List[i].Differs() {
			n++
		}
	}
	return n
}
