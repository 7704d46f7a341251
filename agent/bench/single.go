package bench

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
)

// How decisions follow each other in Single.
const (
	Hot   = "hot"   // back to back: caches are warm
	Paced = "paced" // every 100 ms, as in a match on the wall clock
)

// period is the time from one decision to the next.
const period = agent.PeriodTicks * time.Second / sim.TickRate

// leastPaced is the least number of decisions in a window at the pace of the game. Three
// windows confirm a p90.
const leastPaced = 25

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

// numParts is the number of Parts.
const numParts = 6

// loading collects one Loading.
type loading struct {
	felt, model *series
	parts       [numParts]*hdrhistogram.Histogram
}

func newLoading() *loading {
	l := &loading{felt: newSeries(), model: newSeries()}
	for i := range l.parts {
		l.parts[i] = newHistogram()
	}
	return l
}

// single measures Hot and Paced of each subject. Everything that is compared alternates
// within a round, and the order of the subjects from round to round.
func single(ctx context.Context, cfg Config, subjects []*subject, d *Document) error {
	hot, paced := make([]*loading, len(subjects)), make([]*loading, len(subjects))
	var all []*series
	for i, s := range subjects {
		hot[i], paced[i] = newLoading(), newLoading()
		all = append(all, hot[i].felt, hot[i].model, paced[i].felt)
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
			if err := paced[i].measurePaced(ctx, subjects[i], cfg.Window); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, s := range subjects {
		x, y := hot[i].finish(Hot), paced[i].finish(Paced)
		if err := x.countAllocations(s); err != nil {
			return err
		}
		for _, l := range []*Loading{x, y} {
			if !l.Stable {
				d.warn(fmt.Sprintf("%s, %s: the last %d of %d windows differ by more than 10 %%; measure again on an idle machine", s.who.Name, l.Load, agree, len(l.Windows)))
			}
		}
		d.Results[i].Single = []Loading{*x, *y}
	}
	d.Latency = d.Results[0].Single[0].Felt
	if len(subjects) == 2 {
		d.Versus = []Ratio{
			newRatio("hot, felt p50", hot[0].felt.medians(), hot[1].felt.medians()),
			newRatio("hot, model p50", hot[0].model.medians(), hot[1].model.medians()),
			newRatio("paced, felt p50", paced[0].felt.medians(), paced[1].felt.medians()),
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
	err := l.felt.fill(ctx, window, func() (time.Duration, error) {
		took, err := s.decide()
		l.record(0, s.agent.Spent(), took)
		return took, err
	})
	if err != nil {
		return err
	}
	return l.model.fill(ctx, window, s.infer)
}

// fill adds a window of measurements back to back.
func (s *series) fill(ctx context.Context, window time.Duration, measure func() (time.Duration, error)) error {
	var latencies []time.Duration
	start := time.Now()
	for time.Since(start) < window || len(latencies) == 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		took, err := measure()
		if err != nil {
			return err
		}
		latencies = append(latencies, took)
	}
	s.add(latencies, time.Since(start))
	return nil
}

// measurePaced adds a window of decisions on a schedule. A late decision does not move
// those after it.
func (l *loading) measurePaced(ctx context.Context, s *subject, window time.Duration) error {
	n := max(int(window/period), leastPaced)
	queue := Queue{Clock: WallClock()}
	for i := range n {
		queue.Arrivals = append(queue.Arrivals, period*time.Duration(i+1))
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
	took := period * time.Duration(n)
	l.felt.add(latencies, took)
	l.model.add(runs, took)
	return nil
}

// record adds the parts of a decision that began after a wait and took a time.
func (l *loading) record(wait time.Duration, spent agent.Spent, took time.Duration) {
	send := took - spent.Grab - spent.See - spent.Run - spent.Decode
	for i, d := range [numParts]time.Duration{wait, spent.Grab, spent.See, spent.Run, spent.Decode, send} {
		record(l.parts[i], d)
	}
}

func (l *loading) finish(load string) *Loading {
	var parts [numParts]Part
	for i, h := range l.parts {
		at := func(p float64) float64 { return float64(h.ValueAtPercentile(p)) / 1000 }
		parts[i] = Part{h.Mean() / 1000, at(50), at(90), at(99)}
	}
	return &Loading{
		Load: load, Felt: newLatency(l.felt.us), Model: newLatency(l.model.us), Parts: Parts{parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]},
		Overhead: newRatio("felt p50 over model p50", l.felt.medians(), l.model.medians()),
		Rate:     l.felt.rate(), Windows: l.felt.windows, Stable: stable(l.felt.windows),
		FeltHistogram: quantiles(l.felt.hist), ModelHistogram: quantiles(l.model.hist),
	}
}

// quantiles returns the points of a histogram.
func quantiles(h *hdrhistogram.Histogram) []Quantile {
	var all []Quantile
	for _, b := range h.CumulativeDistribution() {
		all = append(all, Quantile{b.Quantile / 100, float64(b.ValueAt) / 1000})
	}
	return all
}

// countAllocations counts the allocations of decisions. Other goroutines are idle.
func (l *Loading) countAllocations(s *subject) error {
	const n = 200
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range n {
		if _, err := s.decide(); err != nil {
			return err
		}
	}
	runtime.ReadMemStats(&after)
	allocations, bytes := float64(after.Mallocs-before.Mallocs)/n, float64(after.TotalAlloc-before.TotalAlloc)/n
	l.Allocations, l.AllocatedBytes = &allocations, &bytes
	return nil
}
