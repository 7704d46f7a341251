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

// RecordedDelay returns how many ticks after its frame a recorded side's press took
// effect. For a model it is the delay that the contestant string states, else that of
// the model's file or sidecar, else the given default. For a script or a person it is
// 0: their presses belong to the frame before them.
//
// If the file is needed and cannot be read, or is not the one that was recorded, the
// default is returned with an error.
func RecordedDelay(who duel.Participant, otherwise int32) (int32, error) {
	if who.ModelSHA256 == "" {
		return 0, nil
	}
	c, err := bot.Parse(who.Spec)
	delay := c.Delay
	if err == nil && !delay.Stated() {
		delay, err = bot.StatedDelay(c.Path, who.ModelSHA256)
	}
	if err != nil {
		return otherwise, fmt.Errorf("delay of %s is unknown, using %d ticks: %w", who.Name, otherwise, err)
	}
	return delay.Or(otherwise), nil
}

// Redecide returns what a model would have decided at each decision of a recorded
// match, on the frames that one side saw and with its own book; it does not learn what
// that side pressed. Each decision is stored with the side's press in the decision
// period that begins delayTicks after the frame (see RecordedDelay).
//
// The result depends only on the recording, the model and its decoder. The caller
// keeps the model; its agent must not be used meanwhile. progress may be nil and is
// called after each decision. If ctx is cancelled, Redecide returns its error.
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
		d := Redecision{Skill: skill}
		d.Snapshot.Take(m.Agent, tick)
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
