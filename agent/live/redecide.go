package live

import (
	"context"
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
)

// RecordedDelay is how many ticks after its frame a recorded side's press took
// effect: the delay of a model, as its contestant string states it or
// otherwise, and none for a script or a person, whose press belongs to the
// frame before it.
func RecordedDelay(who duel.Participant, otherwise int32) int32 {
	if who.ModelSHA256 == "" {
		return 0
	}
	if c, err := bot.Parse(who.Spec); err == nil {
		return c.Delay.Or(otherwise)
	}
	return otherwise
}

// Redecide asks a model what it would have done at each decision of a recorded
// match, on the frames that one side saw and with a book of its own: it does not
// learn what that side pressed. Each decision comes with what the side did press
// in the period that begins delayTicks after the frame (see RecordedDelay).
//
// The answer depends on the recording, the model and its decoder alone. The
// model stays the caller's; its agent must not be used meanwhile. progress, where
// it is not nil, is called after each decision. A context that ends stops it with
// the context's error.
func Redecide(ctx context.Context, r *duel.Recording, me sim.Side, delayTicks int32, m *bot.Model, progress func(done, total int)) (*Timeline, error) {
	p, err := duel.NewPlayback(r)
	if err != nil {
		return nil, err
	}
	if m.Seed != nil {
		m.Seed(bot.DecoderSeed(r.Seed, me))
	}
	m.Agent.Reset()
	total := int((p.Len() + agent.PeriodTicks - 1) / agent.PeriodTicks)
	t := &Timeline{Side: me, Decisions: make([]Redecision, 0, total)}
	camera := raster.Camera{World: p.World(), Side: me}
	for tick := int32(0); tick < p.Len(); tick += agent.PeriodTicks {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p.Seek(tick)
		skill, err := m.Agent.Decide(tick, &camera)
		if err != nil {
			return nil, fmt.Errorf("decide on recording again: %w", err)
		}
		d := Redecision{Tick: tick, Decision: m.Agent.Last(), Skill: skill, Probs: make([]float64, len(m.Agent.Decoder().Scores()))}
		m.Agent.Decoder().Probabilities(d.Probs)
		for at := tick + delayTicks; at < tick+delayTicks+agent.PeriodTicks && d.Recorded == sim.None; at++ {
			d.Recorded = p.InputsAt(at)[me].Skill
		}
		t.Decisions = append(t.Decisions, d)
		if progress != nil {
			progress(len(t.Decisions), total)
		}
	}
	return t, nil
}
