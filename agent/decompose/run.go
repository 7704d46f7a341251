package decompose

import (
	"context"
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/pool"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// Run plays all variants. If ctx ends it, there is no document.
func Run(ctx context.Context, cfg Config) (_ *Document, err error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	teams := pool.Own(cfg.Workers, func() (*team, error) { return newTeam(cfg) })
	defer func() { err = errors.Join(err, teams.Close()) }()
	first, err := teams.Of(0)
	if err != nil {
		return nil, err
	}
	doc := cfg.document(first.player.model)
	all := variants(doc.DelayTicks)
	played := make([]pair, len(all)*cfg.Pairs)
	finished := pool.Counter(len(played), cfg.Progress)
	err = pool.Each(ctx, len(played), cfg.Workers, func(ctx context.Context, worker, i int) error {
		own, err := teams.Of(worker)
		if err != nil {
			return err
		}
		if played[i], err = own.pair(ctx, all[i%len(all)], i/len(all)); err != nil {
			return err
		}
		finished()
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, v := range all {
		var own []pair
		for k := i; k < len(played); k += len(all) {
			own = append(own, played[k])
		}
		if err := doc.add(v, own); err != nil {
			return nil, err
		}
	}
	for _, t := range teams.All() {
		doc.count(t)
	}
	doc.conclude()
	return doc, nil
}

// document returns a document without results.
func (c Config) document(m *bot.Model) *Document {
	return &Document{
		Schema: Schema, Contestant: c.Model.Spec, ModelSHA256: m.SHA256, FileHashes: m.Files, Decoder: m.Query,
		Against: c.Against.Spec, Seed: c.Seed, Pairs: c.Pairs, DelayTicks: m.Agent.DelayTicks(), PeriodTicks: agent.PeriodTicks,
		WrongPressCost: c.Rules.WrongPressCost, RulesVersion: sim.RulesVersion, Random: m.Random,
	}
}

// count adds the faults of a worker.
func (d *Document) count(t *team) {
	if t.player.faults == 0 {
		return
	}
	d.Faults += t.player.faults
	if d.FirstFault == "" {
		d.FirstFault = t.player.problem
	}
}

// add adds the result of a variant.
func (d *Document) add(v variant, played []pair) error {
	r := Variant{Key: v.key, Name: v.name, Loss: v.loss, Gain: stats.Undefined(), GainCI95: stats.UndefinedInterval()}
	ticks, sent := int32(0), 0
	for _, p := range played {
		for _, points := range p.points {
			r.Games++
			switch points {
			case 1:
				r.Wins++
			case 0:
				r.Losses++
			default:
				r.Draws++
			}
		}
		r.Pentanomial.Add(p.points[0], p.points[1])
		r.pairs = append(r.pairs, (p.points[0]+p.points[1])/2)
		ticks, sent = ticks+p.ticks, sent+p.sent
	}
	s, err := r.Pentanomial.Summarize()
	if err != nil {
		return err
	}
	r.Score, r.ScoreCI95, r.ScoreMethod = stats.Float(s.Score), s.ScoreCI95, s.Method
	r.PressesPerMinute = float64(sent) * 60 * sim.TickRate / float64(ticks)
	if len(d.Variants) > 0 {
		r.Gain, r.GainCI95 = gain(r, d.Variants[0])
	}
	d.Variants = append(d.Variants, r)
	return nil
}

// gain returns the mean difference of two variants, pair by pair, with its interval.
func gain(a, b Variant) (stats.Float, stats.Interval) {
	of := make([]float64, len(a.pairs))
	for i := range of {
		of[i] = a.pairs[i] - b.pairs[i]
	}
	mean, ci := stats.PairedDifference(of)
	return stats.Float(mean), ci
}

// pair is the result of a pair for the variant.
type pair struct {
	points [2]float64 // by leg; the variant plays left in the first
	ticks  int32
	sent   int // presses
}

// team is the model and the opponent of one worker.
type team struct {
	cfg    Config
	player *player
	other  *bot.Bot
}

func newTeam(cfg Config) (*team, error) {
	load := cfg.Setup.Loader()
	model, err := load(cfg.Model, cfg.Model.Delay.Or(cfg.Delay.Ticks()))
	if err != nil {
		return nil, err
	}
	t := &team{cfg: cfg}
	if t.player, err = newPlayer(model); err != nil {
		return nil, errors.Join(err, model.Close())
	}
	if t.other, err = bot.New(cfg.Against, cfg.Delay.Ticks(), load); err != nil {
		return nil, errors.Join(err, model.Close())
	}
	return t, nil
}

// Close closes the model and the opponent.
func (t *team) Close() error { return errors.Join(t.player.model.Close(), t.other.Close()) }

// pair plays both legs of a pair.
func (t *team) pair(ctx context.Context, v variant, number int) (p pair, err error) {
	seed := arena.PairSeed(t.cfg.Seed, t.cfg.Against.Spec, number)
	for leg := range p.points {
		me := sim.Side(leg)
		var players [2]duel.Controller
		if players[me], err = t.seat(v, seed, me); err != nil {
			return p, err
		}
		if err := t.other.Start(seed, me.Other()); err != nil {
			return p, err
		}
		players[me.Other()] = t.other
		before := t.player.sent
		res, err := duel.Play(ctx, duel.Config{Rules: t.cfg.Rules, Seed: seed}, players, func(_ *sim.World, in [2]sim.Input) {
			if v.rule && in[me].Skill != sim.None {
				p.sent++
			}
		})
		if err != nil {
			return p, fmt.Errorf("decompose: %s, seed %d: %w", v.name, seed, err)
		}
		if t.player.model.Agent.GivenUp() && !v.rule {
			return p, fmt.Errorf("decompose: %s, seed %d: in consecutive runs %w", v.name, seed, policy.Exceeded(t.player.model.Agent.Limit(), true))
		}
		p.sent += t.player.sent - before
		p.ticks += res.Ticks
		p.points[leg] = 0.5
		if winner, ok := res.Outcome.Winner(); ok {
			p.points[leg] = 0
			if winner == me {
				p.points[leg] = 1
			}
		}
	}
	return p, nil
}

// seat returns who plays a variant on a side.
func (t *team) seat(v variant, seed uint64, me sim.Side) (duel.Controller, error) {
	if v.rule {
		return bot.Contestant{Script: "oracle", Timing: v.timing}.Fighter(seed, me)
	}
	t.player.start(v, seed, me)
	return t.player, nil
}
