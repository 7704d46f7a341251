package arena

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim/duel"
)

// Played is a finished leg with its recording, which is nil for a void.
type Played struct {
	Leg       Leg
	Recording *duel.Recording
}

// Sink takes the legs of a pair that were missing, one or two, in schedule
// order. Calls never overlap; an error ends the run.
type Sink func(legs []Played) error

// Options say how a schedule is played. None of them changes a leg, nor, for a
// run that is played to its end, the results.
type Options struct {
	Workers  int             // matches at once, at least 1
	Finished []Leg           // by earlier sessions; they are not played again
	Enough   <-chan struct{} // once closed, no further pair is begun; nil never is
}

// Session is what one call of Run reports beside the legs.
type Session struct {
	Latency []agent.Latency // decision times by contestant
	Cut     bool            // Enough ended it before the schedule did
}

// lookahead bounds how many pairs for each worker may be under way or waiting
// for an earlier one, so that a slow match does not pile up recordings.
const lookahead = 8

// Run is the match loop: it plays every leg that counts and is not finished, and
// hands them to the sink in schedule order, however many workers there are. A pairing ends early
// when its test does or when one of the two is withdrawn: what workers have
// played beyond that is thrown away. who is what Identify found: a model whose
// file is another by now ends the run.
//
// When ctx is cancelled, Run stops within a second of play, hands over what is
// finished, and returns ctx's error.
func Run(ctx context.Context, cfg Config, who []duel.Participant, load bot.Loader, opt Options, sink Sink) (Session, error) {
	if err := cfg.Validate(); err != nil {
		return Session{}, err
	}
	judge, err := newUmpire(cfg)
	if err != nil {
		return Session{}, err
	}
	workers := max(opt.Workers, 1)
	order := newCollector(judge, len(cfg.Contestants), lookahead*workers, sink)
	todo := make(chan unit)
	cut := false
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		defer close(todo)
		cut, err = feed(ctx, judge, order, newShelf(opt.Finished), opt.Enough, todo)
		return err
	})
	for range workers {
		group.Go(func() (err error) {
			c := newCrew(cfg, who, load, workers)
			defer func() { err = errors.Join(err, c.close()) }()
			for u := range todo {
				b, stopped := c.play(ctx, u)
				if err := order.put(u.number, b); err != nil {
					return err
				}
				if stopped != nil {
					return stopped
				}
			}
			return nil
		})
	}
	err = group.Wait()
	return Session{order.latency, cut}, err
}

// unit is what a worker plays at a time: the legs of a pair that are missing.
type unit struct {
	number   int // in schedule order, from 0
	pairing  int
	who      Pairing
	finished []Leg // of the pair, by earlier sessions
	legs     []Key // to be played
}

// feed goes through the schedule and sends what is missing, until the end or
// until it is enough, which it returns as true.
func feed(ctx context.Context, judge *umpire, order *collector, finished shelf, enough <-chan struct{}, todo chan<- unit) (cut bool, err error) {
	number := 0
	for pair := range judge.cfg.Pairs {
		for pairing, who := range judge.pairings {
			if order.over(pairing) {
				continue
			}
			u := unit{number: number, pairing: pairing, who: who, finished: finished[PairKey{pairing, pair}]}
			u.legs = needs(pairing, pair, u.finished)
			stop := enough
			if len(u.legs) == 0 {
				stop = nil // what is finished is looked at to its end
			}
			select { // first, so that a run which has had enough begins nothing
			case <-stop:
				return true, nil
			default:
			}
			select {
			case order.room <- struct{}{}:
			case <-stop:
				return true, nil
			case <-ctx.Done():
				return false, ctx.Err()
			}
			if len(u.legs) == 0 {
				if err := order.put(number, batch{unit: u}); err != nil {
					return false, err
				}
			} else {
				select {
				case todo <- u:
				case <-stop:
					return true, nil
				case <-ctx.Done():
					return false, ctx.Err()
				}
			}
			number++
		}
	}
	return false, nil
}
