package bench

import (
	"context"
	"runtime"
	"time"

	"github.com/kumite/kumite/agent"
)

// How decisions follow each other in Single.
const (
	Hot   = "hot"   // back to back: caches are warm
	Paced = "paced" // every Config.Pace, as on the wall clock
)

// Loading is the time of decisions that follow each other in one way.
type Loading struct {
	Load string `json:"load"` // Hot or Paced

	// Felt is the whole decision: hot, from the game's call to the sent press; paced,
	// from the scheduled moment of the frame.
	Felt *Latency `json:"felt_us"`
	// Model is the network's run: hot, back to back without the rest of a decision;
	// paced, that within the decision.
	Model    *Latency `json:"model_us"`
	Parts    Parts    `json:"parts"`
	Overhead Ratio    `json:"felt_over_model"` // of the medians, window by window

	Rate    Rate     `json:"rate"` // of whole decisions
	Windows []Window `json:"windows"`
	Stable  bool     `json:"stable"`

	// Of a decision after the first, in Go's memory; hot only.
	Allocations    *float64 `json:"allocations,omitempty"`
	AllocatedBytes *float64 `json:"allocated_bytes,omitempty"`

	FeltHistogram  []Quantile `json:"-"`
	ModelHistogram []Quantile `json:"-"`
}

// Parts are the parts of a decision.
type Parts struct {
	Wait   Part `json:"wait"` // from the scheduled moment to the start of the decision; 0 if hot
	Grab   Part `json:"grab"` // draw the frame
	See    Part `json:"see"`  // make the network's input of it
	Infer  Part `json:"infer"`
	Decode Part `json:"decode"`
	Send   Part `json:"send"` // the rest, including the measurement
}

// Part is a part of a decision in microseconds, from a histogram with three digits.
type Part struct {
	Mean float64 `json:"mean"`
	P50  float64 `json:"p50"`
	P90  float64 `json:"p90"`
	P99  float64 `json:"p99"`
}

// Quantile is a point of a distribution.
type Quantile struct {
	Share float64 // of the samples, at or below
	US    float64
}

// measureSingle measures Hot and, if asked for, Paced of each subject. Everything that is compared alternates
// within a round, and the order of the subjects from round to round.
func measureSingle(ctx context.Context, cfg Config, subjects []*subject, d *Document) error {
	hot, paced := make([]*loading, len(subjects)), make([]*loading, len(subjects))
	pace := cfg.PacedDecisions > 0
	var all []*series
	for i, s := range subjects {
		hot[i], paced[i] = newLoading(), newLoading()
		all = append(all, hot[i].felt, hot[i].model)
		if pace {
			all = append(all, paced[i].felt)
		}
		for range 20 { // warm up
			if _, err := s.decide(); err != nil {
				return err
			}
		}
	}
	_, err := repeat(ctx, cfg.Progress, least(subjects), all, func(round int) error {
		for i := range subjects {
			if round%2 == 1 {
				i = len(subjects) - 1 - i
			}
			runtime.GC() // so that no window pays for another's garbage
			if err := hot[i].measureHot(ctx, subjects[i], cfg.Window); err != nil {
				return err
			}
			if !pace {
				continue
			}
			if err := paced[i].measurePaced(ctx, subjects[i], cfg); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, s := range subjects {
		loads := []Loading{*hot[i].finish(Hot)}
		if err := loads[0].countAllocations(s); err != nil {
			return err
		}
		if pace {
			loads = append(loads, *paced[i].finish(Paced))
		}
		for _, l := range loads {
			if !l.Stable {
				d.warn(unstable(s.who.Name+", "+l.Load, l.Windows))
			}
		}
		d.Results[i].Single = loads
	}
	d.Latency = d.Results[0].Single[0].Felt
	if len(subjects) == 2 {
		d.Versus = []Ratio{
			newRatio("hot, felt p50", hot[0].felt.medians(), hot[1].felt.medians()),
			newRatio("hot, model p50", hot[0].model.medians(), hot[1].model.medians()),
		}
		if pace {
			d.Versus = append(d.Versus, newRatio("paced, felt p50", paced[0].felt.medians(), paced[1].felt.medians()))
		}
	}
	return nil
}

// least returns the least number of windows.
func least(subjects []*subject) int {
	if len(subjects) > 1 {
		return compared
	}
	return agree
}

// measureHot adds a window of decisions back to back, and one of bare runs.
func (l *loading) measureHot(ctx context.Context, s *subject, window time.Duration) error {
	err := l.felt.fill(ctx, window, 1, func() (time.Duration, error) {
		took, err := s.decide()
		l.record(0, s.agent.Spent(), took)
		return took, err
	})
	if err != nil {
		return err
	}
	return l.model.fill(ctx, window, 1, s.infer)
}

// measurePaced adds a window of decisions on a schedule. A late decision does not move
// those after it.
func (l *loading) measurePaced(ctx context.Context, s *subject, cfg Config) error {
	n := max(int(cfg.Window/cfg.Pace), cfg.PacedDecisions)
	queue := Queue{Clock: wallClock()}
	for i := range n {
		queue.Arrivals = append(queue.Arrivals, cfg.Pace*time.Duration(i+1))
	}
	var whole, runs []time.Duration
	var spent []agent.Spent
	queue.Servers = []func() error{func() error {
		took, err := s.decide()
		whole, spent, runs = append(whole, took), append(spent, s.agent.Spent()), append(runs, s.agent.Spent().Run)
		return err
	}}
	latencies, err := queue.Run(ctx)
	if err != nil {
		return err
	}
	for i, x := range spent {
		l.record(latencies[i]-whole[i], x, whole[i])
	}
	took := cfg.Pace * time.Duration(n)
	l.felt.add(latencies, took, 1)
	l.model.add(runs, took, 1)
	return nil
}
