package bench

import (
	"context"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/kumite/kumite/policy/stats"
)

// The rule for windows, after Triton's perf_analyzer: they repeat until the last agree
// of them differ by at most tolerance in rate and latency, at most MaxWindows times.
const (
	agree      = 3
	tolerance  = 1.10 // the largest over the smallest
	MaxWindows = 10

	// compared is the least number of windows from which a ratio gets its interval.
	compared = 5
)

// Window is one measurement of a quantity: a rate, and the median latency, which is 0
// where only rates are measured.
type Window struct {
	Rate float64 `json:"per_second"`
	P50  float64 `json:"p50_us,omitempty"`
}

// stable reports whether the last windows agree.
func stable(all []Window) bool {
	if len(all) < agree {
		return false
	}
	last := all[len(all)-agree:]
	within := func(value func(Window) float64) bool {
		low, high := value(last[0]), value(last[0])
		for _, w := range last[1:] {
			low, high = min(low, value(w)), max(high, value(w))
		}
		return high <= low*tolerance
	}
	return within(func(w Window) float64 { return w.Rate }) && within(func(w Window) float64 { return w.P50 })
}

// series is the measurements of one quantity over all windows.
type series struct {
	windows []Window
	us      []float64 // latencies of all windows
	hist    *hdrhistogram.Histogram
}

func newSeries() *series { return &series{hist: newHistogram()} }

// newHistogram returns a histogram of nanoseconds up to a minute with three digits.
func newHistogram() *hdrhistogram.Histogram {
	return hdrhistogram.New(1, int64(time.Minute), 3)
}

// record adds a duration to a histogram. Those beyond its range count as its ends.
func record(h *hdrhistogram.Histogram, d time.Duration) {
	_ = h.RecordValue(min(max(int64(d), 0), int64(time.Minute))) // within its range
}

// add appends a window of at least one latency, each of a number of units, that took a
// time.
func (s *series) add(latencies []time.Duration, took time.Duration, units int) {
	us := make([]float64, len(latencies))
	for i, d := range latencies {
		us[i] = micros(d)
		record(s.hist, d)
	}
	s.us = append(s.us, us...)
	s.windows = append(s.windows, Window{Rate: float64(units*len(us)) / took.Seconds(), P50: NewLatency(us).P50})
}

// addRate appends a window of which only the rate is known.
func (s *series) addRate(rate float64) { s.windows = append(s.windows, Window{Rate: rate}) }

// fill adds a window of measurements back to back, each of a number of units.
func (s *series) fill(ctx context.Context, window time.Duration, units int, measure func() (time.Duration, error)) error {
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
	s.add(latencies, time.Since(start), units)
	return nil
}

func (s *series) rates() []float64 {
	return s.values(func(w Window) float64 { return w.Rate })
}

func (s *series) medians() []float64 {
	return s.values(func(w Window) float64 { return w.P50 })
}

func (s *series) values(of func(Window) float64) []float64 {
	var all []float64
	for _, w := range s.windows {
		all = append(all, of(w))
	}
	return all
}

// rate returns the mean rate of the windows.
func (s *series) rate() Rate {
	mean, ci := stats.MeanCI95(s.rates())
	return Rate{mean, ci}
}

// micros converts a duration to microseconds.
func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// repeat calls measure, which adds a window to each series in turn, until all series
// are stable and at least least windows are measured. It reports whether they are.
func repeat(ctx context.Context, progress func(done, total int), least int, all []*series, measure func(round int) error) (bool, error) {
	for round := range MaxWindows {
		progress(round, MaxWindows)
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if err := measure(round); err != nil {
			return false, err
		}
		agreed := round+1 >= least
		for _, s := range all {
			agreed = agreed && stable(s.windows)
		}
		if agreed {
			progress(MaxWindows, MaxWindows)
			return true, nil
		}
	}
	progress(MaxWindows, MaxWindows)
	return false, nil
}
