package bench

import (
	"runtime"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/kumite/kumite/agent"
)

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
		Load: load, Felt: NewLatency(l.felt.us), Model: NewLatency(l.model.us), Parts: Parts{parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]},
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

// countAllocations counts the allocations of decisions. It takes the least of several
// rounds, since what the Go runtime and other goroutines allocate meanwhile is added.
func (l *Loading) countAllocations(s *subject) error {
	const rounds, n = 5, 40
	for range rounds {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range n {
			if _, err := s.decide(); err != nil {
				return err
			}
		}
		runtime.ReadMemStats(&after)
		allocations, bytes := float64(after.Mallocs-before.Mallocs)/n, float64(after.TotalAlloc-before.TotalAlloc)/n
		if l.Allocations == nil || allocations < *l.Allocations {
			l.Allocations, l.AllocatedBytes = &allocations, &bytes
		}
	}
	return nil
}
