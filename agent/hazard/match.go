package hazard

import (
	"context"
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
)

// frame is one frame of the script's side.
type frame struct {
	hazard  float64   // true probability of a press in the next period
	pAct    float64   // the model's
	pressed bool      // in the next period
	opening sim.Skill // what the rule has right, or None
}

// watcher is the model of one worker.
type watcher struct {
	cfg     Config
	model   *bot.Model
	decoder *policy.Decoder
	camera  raster.Camera
}

func newWatcher(cfg Config) (*watcher, error) {
	m, err := cfg.Setup.Loader()(cfg.Model, agent.DefaultDelayTicks)
	if err != nil {
		return nil, err
	}
	d, err := policy.NewDecoder(m.Session.Contract(), m.Query)
	if err != nil {
		return nil, errors.Join(err, m.Close())
	}
	return &watcher{cfg: cfg, model: m, decoder: d}, nil
}

// Close closes the model.
func (x *watcher) Close() error { return x.model.Close() }

// match plays one match and returns the frames of the script's side.
func (x *watcher) match(ctx context.Context, number int) ([]frame, error) {
	draw := sim.NewRand(x.cfg.Seed, uint64(number))
	seed := uint64(draw.Uint32())<<32 | uint64(draw.Uint32())
	me := sim.Side(number % 2)
	var players [2]*script.Fighter
	for side, name := range map[sim.Side]string{me: x.cfg.Script, me.Other(): x.cfg.Against[number/2%len(x.cfg.Against)]} {
		f, err := script.New(name, seed, bot.ScriptStream+uint64(side))
		if err != nil {
			return nil, err
		}
		players[side] = f
	}
	x.model.Agent.Reset()
	var frames []frame
	for w := sim.New(x.cfg.Rules, seed); w.Outcome() == sim.Running; {
		if w.Tick%agent.PeriodTicks == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			p, err := x.pAct(&w, me)
			if err != nil {
				return nil, err
			}
			frames = append(frames, frame{
				hazard: x.hazard(&w, players, me, seed), pAct: p, opening: script.Answer(&w, me),
			})
		}
		var in [2]sim.Input
		for side, p := range players {
			in[side], _ = p.Act(&w, sim.Side(side)) // a script never fails
		}
		if in[me].Skill != sim.None {
			frames[len(frames)-1].pressed = true
		}
		w.Step(in)
	}
	return frames, nil
}

// pAct returns the model's probability of a press on the frame of a world.
func (x *watcher) pAct(w *sim.World, me sim.Side) (float64, error) {
	x.camera.World, x.camera.Side = w, me
	if _, err := x.model.Agent.Decide(w.Tick, &x.camera); err != nil {
		return 0, err
	}
	if d := x.model.Agent.Last(); d.Held == policy.Fault {
		return 0, fmt.Errorf("a decision was a fault: %s", d.Problem()) // a comparison must have all scores
	}
	return x.decoder.Decode(x.model.Session.Scores(), nil).PAct, nil
}

// The hazards near one half are estimated with more futures, so that chance does not
// decide on which side they lie.
const (
	refineFrom = 0.4
	refineBy   = 25
)

// hazard estimates the probability that a side presses in the period that begins now.
func (x *watcher) hazard(w *sim.World, players [2]*script.Fighter, me sim.Side, seed uint64) float64 {
	stream := seed + uint64(w.Tick)<<40
	h := share(w, players, me, stream, x.cfg.Futures)
	if h > refineFrom {
		h = share(w, players, me, stream+1<<36, x.cfg.Futures*refineBy)
	}
	return h
}

// share returns the share of futures in which a side presses.
func share(w *sim.World, players [2]*script.Fighter, me sim.Side, seed uint64, futures int) float64 {
	pressed := 0
	for i := range uint64(futures) {
		then := *w
		then.Reseed(seed + i)
		var own [2]*script.Fighter
		for side, p := range players {
			own[side] = p.Clone()
			own[side].Reseed(seed+i, bot.ScriptStream+uint64(side))
			own[side].Redraw()
		}
		if presses(&then, own, me) {
			pressed++
		}
	}
	return float64(pressed) / float64(futures)
}

// presses plays a period and reports whether a side presses in it.
func presses(w *sim.World, players [2]*script.Fighter, me sim.Side) bool {
	for range agent.PeriodTicks {
		var in [2]sim.Input
		for side, p := range players {
			in[side], _ = p.Act(w, sim.Side(side))
		}
		if in[me].Skill != sim.None {
			return true
		}
		if w.Step(in); w.Outcome() != sim.Running {
			return false
		}
	}
	return false
}
