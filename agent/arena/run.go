package arena

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/scores"
	"github.com/kumite/kumite/sim/duel"
)

// Played is a finished leg with its recording, which is nil for a void.
type Played struct {
	Leg       Leg
	Recording *duel.Recording
	Scores    *scores.Match // with Config.KeepScores; nil for a void, and if no model played
}

// Sink receives the legs of a pair that were missing, one or two, in schedule
// order. Calls do not overlap; an error ends the run.
type Sink func(legs []Played) error

// Options say how a schedule is played. They do not change any leg, nor the results
// of a run that reaches the end of its schedule.
type Options struct {
	Workers  int             // matches at once, at least 1
	Finished []Leg           // by earlier sessions; not played again
	Enough   <-chan struct{} // when closed, no further pair is started; nil for no limit

	// Player plays all pairs, in calls that overlap. It is not closed. If it is nil,
	// each worker has a NewPlayer.
	Player Player
}

// Session is what one call of Run reports besides the legs.
type Session struct {
	Latency []agent.Latency // decision times by contestant
	Cut     bool            // Enough ended it before the schedule did
}

// lookahead is the number of pairs per worker that may be in progress or waiting for
// an earlier one. It bounds the recordings that wait for a slow match.
const lookahead = 8

// Run is the match loop: it plays every leg that counts and is not finished, and
// hands them to the sink in schedule order, whatever the number of workers. A
// pairing ends early when its test decides or one of its contestants is withdrawn;
// legs that workers have played beyond that are discarded. who is the result of
// Identify: a model whose file has changed since then ends the run.
//
// When ctx is canceled, Run stops within a second of game time, hands over the
// finished legs, and returns ctx's error.
func Run(ctx context.Context, cfg Config, who []duel.Participant, load bot.Loader, opt Options, sink Sink) (Session, error) {
	if err := cfg.Validate(); err != nil {
		return Session{}, err
	}
	judge, err := newUmpire(cfg)
	if err != nil {
		return Session{}, err
	}
	workers := max(opt.Workers, 1)
	room := lookahead * workers
	if opt.Player != nil {
		room = 2 * workers
	}
	order := newCollector(judge, len(cfg.Contestants), room, sink)
	todo := make(chan unit)
	cut := false
	group, ctx := errgroup.WithContext(ctx)
	order.watch(ctx)
	group.Go(func() (err error) {
		defer close(todo)
		cut, err = feed(ctx, judge, order, newShelf(opt.Finished), opt.Enough, todo)
		return err
	})
	for range workers {
		group.Go(func() (err error) {
			c := opt.Player
			if c == nil {
				c = NewPlayer(cfg, who, load, workers)
				defer func() { err = errors.Join(err, c.Close()) }()
			}
			for u := range todo {
				needed := order.needed[u.pairing]
				r, stopped := c.Play(needed, u.Pair)
				if stopped != nil && needed.Err() != nil {
					stopped = ctx.Err() // nil if the pairing is over and the run is not
				}
				if err := order.put(u.number, batch{u, r}); err != nil {
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

// unit is a pair with its place in the schedule.
type unit struct {
	Pair
	number   int // in schedule order, from 0
	pairing  int
	finished []Leg // of the pair, by earlier sessions
}

// feed sends the missing legs in schedule order. It returns true if enough was
// closed before the end.
func feed(ctx context.Context, judge *umpire, order *collector, finished shelf, enough <-chan struct{}, todo chan<- unit) (cut bool, err error) {
	number := 0
	for pair := range judge.cfg.pairs() {
		for pairing, who := range judge.pairings {
			if order.over(pairing) || !judge.cfg.plays(pairing, pair) {
				continue
			}
			u := unit{Pair: Pair{Who: who}, number: number, pairing: pairing, finished: finished[PairKey{pairing, pair}]}
			u.Legs = needs(pairing, pair, u.finished)
			stop := enough
			if len(u.Legs) == 0 {
				stop = nil // finished pairs are judged even when no further pair is started
			}
			select { // first, so that no pair is started after enough is closed
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
			if len(u.Legs) == 0 {
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
