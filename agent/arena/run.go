package arena

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// Sink takes a finished pair: both legs with their recordings, which are nil
// for a void. Calls never overlap; an error ends the run.
type Sink func(legs [2]Leg, recordings [2]*duel.Recording) error

// Run plays every pair for which done is false, with so many workers at once,
// and hands each to the sink as it finishes. It returns each contestant's
// decision times. When ctx is cancelled it stops within a second of play and
// returns ctx's error.
func Run(ctx context.Context, cfg Config, load Loader, workers int, done func(pairing, index int) bool, sink Sink) ([]agent.Latency, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	pairings := cfg.Pairings()
	latency := make([]agent.Latency, len(cfg.Contestants))
	work := make(chan pair)
	var mu sync.Mutex // over sink and latency
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(work)
		for index := range cfg.Pairs {
			for p := range pairings {
				if done(p, index) {
					continue
				}
				select {
				case work <- pair{p, index}:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		return nil
	})
	for range max(workers, 1) {
		group.Go(func() (err error) {
			c := &crew{cfg: cfg, load: load, players: map[crewKey]*player{}}
			defer func() { err = errors.Join(err, c.close()) }()
			for unit := range work {
				legs, recordings, spent, err := c.play(ctx, pairings[unit.pairing], unit)
				if err != nil {
					return err
				}
				mu.Lock()
				for i, contestant := range [2]int{pairings[unit.pairing].A, pairings[unit.pairing].B} {
					latency[contestant].Add(&spent[i])
				}
				err = sink(legs, recordings)
				mu.Unlock()
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	return latency, group.Wait()
}

// play plays both legs of a pair.
func (c *crew) play(ctx context.Context, who Pairing, unit pair) (legs [2]Leg, recordings [2]*duel.Recording, spent [2]agent.Latency, err error) {
	a, b := c.cfg.Contestants[who.A], c.cfg.Contestants[who.B]
	seed := PairSeed(c.cfg.Seed, b.Spec, unit.index)
	for leg := range legs {
		legs[leg] = Leg{Schema: LegSchema, A: a.Name, B: b.Name, Pairing: unit.pairing, Pair: unit.index, Leg: leg, Seed: seed}
		if recordings[leg], err = c.leg(ctx, who, &legs[leg], &spent); err != nil {
			return legs, recordings, spent, err
		}
	}
	return legs, recordings, spent, nil
}

// leg plays one match. A controller that fails makes it a void.
func (c *crew) leg(ctx context.Context, who Pairing, l *Leg, spent *[2]agent.Latency) (*duel.Recording, error) {
	side := aSide(l.Leg)
	var players [2]*player // of A, of B
	var controllers [2]duel.Controller
	var names [2]duel.Participant
	for i, contestant := range [2]int{who.A, who.B} {
		at := side
		if i == 1 {
			at = side.Other()
		}
		p, err := c.player(contestant, at)
		if err == nil {
			err = p.start(l.Seed, at)
		}
		if err != nil {
			return nil, fmt.Errorf("contestant %s: %w", c.cfg.Contestants[contestant].Name, err)
		}
		players[i], controllers[at], names[at] = p, p, p.participant()
	}
	match := duel.Config{Rules: c.cfg.Rules, Seed: l.Seed}
	recorder := duel.NewRecorder(match, names)
	res, err := duel.Play(ctx, match, controllers, recorder.Watch)
	var failed *duel.ControllerError
	if errors.As(err, &failed) {
		l.Outcome, l.Reason, l.Ticks = Void, failed.Error(), failed.Tick
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	l.Outcome, l.Ticks, l.Hash = outcome(res.Outcome, side), res.Ticks, fmt.Sprintf("%016x", res.Hash)
	l.Reason = "bell"
	if min(res.Health[sim.Left], res.Health[sim.Right]) == 0 {
		l.Reason = "ko"
	}
	for i, p := range players {
		at := side
		if i == 1 {
			at = side.Other()
		}
		l.Ledger[i] = p.ledger(res.Tally[at], res.Ticks)
		if p.model != nil {
			spent[i].Add(&p.model.Agent.Ledger().Latency)
		}
	}
	return recorder.Finish(res), nil
}
