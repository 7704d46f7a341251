package arena

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent"
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

// Run plays every leg for which done is false, with so many workers at once,
// and hands them to the sink in schedule order, however many workers there
// are. who is what Probe found: a model whose file is another by now ends the
// run. Run returns each contestant's decision times.
//
// When ctx is cancelled, Run stops within a second of play, hands over what is
// finished, and returns ctx's error.
func Run(ctx context.Context, cfg Config, who []duel.Participant, load Loader, workers int, done func(Key) bool, sink Sink) ([]agent.Latency, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	todo := make(chan unit)
	order := collector{sink: sink, latency: make([]agent.Latency, len(cfg.Contestants)), held: map[int]batch{}}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(todo)
		for _, u := range missing(cfg, done) {
			select {
			case todo <- u:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range max(workers, 1) {
		group.Go(func() (err error) {
			c := &crew{cfg: cfg, who: who, load: load, players: map[seat]*Player{}}
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
	err := group.Wait()
	return order.latency, err
}

// unit is what a worker plays at a time: the legs of a pair that are missing.
type unit struct {
	number  int // in schedule order, from 0
	pairing Pairing
	legs    []Key
}

// missing is the schedule without the legs that are done.
func missing(cfg Config, done func(Key) bool) []unit {
	var units []unit
	for pair := range cfg.Pairs {
		for i, p := range cfg.Pairings() {
			u := unit{number: len(units), pairing: p}
			for leg := range 2 {
				if k := (Key{i, pair, leg}); !done(k) {
					u.legs = append(u.legs, k)
				}
			}
			if len(u.legs) > 0 {
				units = append(units, u)
			}
		}
	}
	return units
}

// batch is what a worker made of a unit; it has fewer legs than the unit when
// the run was stopped.
type batch struct {
	pairing Pairing
	legs    []Played
	spent   [2]agent.Latency // of the pairing's A, of its B
}

// collector hands batches to the sink in schedule order. A batch that comes
// early waits for those before it; it never waits in vain, because every unit
// that is begun comes back, if need be without legs.
type collector struct {
	mu      sync.Mutex
	sink    Sink
	latency []agent.Latency // by contestant
	held    map[int]batch
	next    int
	failed  bool // the sink has
}

func (o *collector) put(number int, b batch) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.held[number] = b
	for {
		b, ok := o.held[o.next]
		if !ok {
			return nil
		}
		if err := o.take(o.next, b); err != nil {
			return err
		}
		o.next++
	}
}

func (o *collector) take(number int, b batch) error {
	delete(o.held, number)
	if o.failed || len(b.legs) == 0 {
		return nil
	}
	o.latency[b.pairing.A].Add(&b.spent[0])
	o.latency[b.pairing.B].Add(&b.spent[1])
	err := o.sink(b.legs)
	o.failed = err != nil
	return err
}
