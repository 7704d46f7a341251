package bench

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// MatchesResult is how fast matches of a model against itself are played and recorded, in
// match-seconds per second.
type MatchesResult struct {
	Workers []WorkerRate `json:"workers"`           // one, and all
	Scaling *Ratio       `json:"scaling,omitempty"` // all workers over one; absent with one

	// RuntimeLimit is the rate of a program that does nothing but two runs of the network
	// for each decision period, on one core.
	RuntimeLimit Rate  `json:"runtime_limit"`
	LimitShare   Ratio `json:"runtime_limit_share_of_one"` // one worker's rate over it
	Stable       bool  `json:"stable"`
}

// WorkerRate is the rate of a number of workers.
type WorkerRate struct {
	Workers int      `json:"workers"`
	Rate    Rate     `json:"rate"`
	Windows []Window `json:"windows"`
}

// table is a worker's place: a model on both sides.
type table struct {
	players [2]*bot.Bot
	seed    uint64 // of the next match
}

// hall measures the matches of one contestant.
type hall struct {
	subject *subject
	tables  []*table
	rates   []*series // of one worker, of all
	limit   *series
}

// measureMatches plays with one worker, with all, and runs the network alone, in turn.
func measureMatches(ctx context.Context, cfg Config, subjects []*subject, d *Document) (err error) {
	halls := make([]*hall, len(subjects))
	defer func() {
		for _, h := range halls {
			err = errors.Join(err, h.close())
		}
	}()
	var all []*series
	for i, s := range subjects {
		if halls[i], err = openHall(s, cfg); err != nil {
			return err
		}
		all = append(append(all, halls[i].rates...), halls[i].limit)
	}
	_, err = repeat(ctx, cfg.Progress, compared, all, func(round int) error {
		for i := range halls {
			if round%2 == 1 {
				i = len(halls) - 1 - i
			}
			if err := halls[i].measure(ctx, cfg.Window); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, h := range halls {
		r := h.finish()
		d.Results[i].Matches = r
		if !r.Stable {
			d.warn(unstable(h.subject.who.Name, h.limit.windows))
		}
	}
	first := d.Results[0].Matches
	d.MatchRate = map[string]float64{}
	for _, w := range first.Workers {
		d.MatchRate[fmt.Sprint(w.Workers)] = w.Rate.PerSecond
	}
	d.RuntimeLimitShare = &first.LimitShare.Ratio
	if len(halls) == 2 {
		for k, w := range first.Workers {
			d.Versus = append(d.Versus, newRatio(fmt.Sprintf("match-seconds per second, workers %d", w.Workers), halls[0].rates[k].rates(), halls[1].rates[k].rates()))
		}
	}
	return nil
}

func openHall(s *subject, cfg Config) (*hall, error) {
	h := &hall{subject: s, limit: newSeries(), rates: []*series{newSeries()}}
	if cfg.Workers > 1 {
		h.rates = append(h.rates, newSeries())
	}
	for i := range cfg.Workers {
		t := &table{seed: cfg.Seed + uint64(i)<<32}
		h.tables = append(h.tables, t)
		for side := range t.players {
			b, err := bot.New(s.who, agent.DefaultDelayTicks, cfg.Setup.Loader())
			if err != nil {
				return h, err
			}
			t.players[side] = b
		}
	}
	return h, nil
}

func (h *hall) close() error {
	if h == nil {
		return nil
	}
	var errs []error
	for _, t := range h.tables {
		for _, b := range t.players {
			if b != nil {
				errs = append(errs, b.Close())
			}
		}
	}
	return errors.Join(errs...)
}

// measure adds a window of each series.
func (h *hall) measure(ctx context.Context, window time.Duration) error {
	for k, s := range h.rates {
		workers := 1
		if k == 1 {
			workers = len(h.tables)
		}
		rate, err := h.play(ctx, window, workers)
		if err != nil {
			return err
		}
		s.addRate(rate)
	}
	bare := newSeries()
	if err := bare.fill(ctx, window, 1, h.subject.infer); err != nil {
		return err
	}
	h.limit.addRate(bare.windows[0].Rate / 2 * period.Seconds())
	return nil
}

// play plays matches for a time and returns the match-seconds per second. Matches in
// progress at its end count as far as they were played.
func (h *hall) play(ctx context.Context, window time.Duration, workers int) (float64, error) {
	var ticks atomic.Int64
	start := time.Now()
	group, ctx := errgroup.WithContext(ctx)
	for _, t := range h.tables[:workers] {
		group.Go(func() error {
			for first := true; first || time.Since(start) < window; first = false { // never nothing, however busy the machine is
				n, err := t.match(ctx, start.Add(window))
				ticks.Add(n)
				switch {
				case ctx.Err() != nil:
					return ctx.Err()
				case err != nil:
					return h.subject.failed(err)
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return 0, err
	}
	return float64(ticks.Load()) / sim.TickRate / time.Since(start).Seconds(), nil
}

// match plays one match, which it ends early at a deadline, and returns its ticks.
func (t *table) match(ctx context.Context, until time.Time) (ticks int64, err error) {
	cfg := duel.Config{Rules: sim.DefaultRules(), Seed: t.seed}
	t.seed++
	var controllers [2]duel.Controller
	var names [2]duel.Participant
	for side, p := range t.players {
		if err := p.Start(cfg.Seed, sim.Side(side)); err != nil {
			return 0, err
		}
		controllers[side], names[side] = p, p.Participant()
	}
	playing, stop := context.WithCancel(ctx)
	defer stop()
	recorder := duel.NewRecorder(cfg, names)
	_, err = duel.Play(playing, cfg, controllers, func(w *sim.World, in [2]sim.Input) {
		recorder.Watch(w, in)
		if ticks++; ticks%sim.TickRate == 0 && !time.Now().Before(until) {
			stop()
		}
	})
	if err != nil && playing.Err() == nil {
		return ticks, err
	}
	for _, p := range t.players {
		if c := p.Model().Agent.Counts(); c.Faults > 0 {
			return ticks, errors.New(c.FirstFault)
		}
	}
	return ticks, nil
}

func (h *hall) finish() *MatchesResult {
	one := h.rates[0]
	r := &MatchesResult{
		Workers:      []WorkerRate{{1, one.rate(), one.windows}},
		RuntimeLimit: h.limit.rate(), LimitShare: newRatio("one worker over the runtime's limit", one.rates(), h.limit.rates()),
		Stable: stable(one.windows) && stable(h.limit.windows),
	}
	if len(h.rates) > 1 {
		all := h.rates[1]
		scaling := newRatio(fmt.Sprintf("%d workers over one", len(h.tables)), all.rates(), one.rates())
		r.Workers, r.Scaling = append(r.Workers, WorkerRate{len(h.tables), all.rate(), all.windows}), &scaling
		r.Stable = r.Stable && stable(all.windows)
	}
	return r
}
