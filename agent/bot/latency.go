package bot

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
)

// Distribution is the distribution of the time that decisions take. Draws are
// independent and uniform over the samples.
type Distribution struct {
	Samples int           `json:"samples"`
	P50MS   float64       `json:"ms_p50"`
	P99MS   float64       `json:"ms_p99"`
	Ticks   map[int32]int `json:"ticks"`             // number of samples by delay, rounded up to whole ticks
	Clamped int           `json:"clamped,omitempty"` // samples longer than agent.MaxDelayTicks, counted as agent.MaxDelayTicks
}

// NewDistribution returns the distribution of samples in milliseconds.
func NewDistribution(ms []float64) (*Distribution, error) {
	if len(ms) == 0 {
		return nil, errors.New("no samples")
	}
	d := &Distribution{Samples: len(ms), Ticks: map[int32]int{}}
	for _, v := range ms {
		if !(v >= 0) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("sample is %v ms; want 0 or more", v)
		}
		// Rounding must not push a sample at a tick's end into the next tick.
		ticks := math.Ceil(v*sim.TickRate/1000 - 1e-9)
		if ticks > agent.MaxDelayTicks {
			ticks = agent.MaxDelayTicks
			d.Clamped++
		}
		d.Ticks[int32(ticks)]++
	}
	sorted := slices.Sorted(slices.Values(ms))
	d.P50MS, d.P99MS = stats.NearestRank(sorted, 0.50), stats.NearestRank(sorted, 0.99)
	return d, nil
}

// Median is the smallest delay in ticks that at least half of the samples do not
// exceed. An agent plans with it, because it cannot know the next draw.
func (d *Distribution) Median() int32 {
	seen := 0
	for ticks := range int32(agent.MaxDelayTicks) {
		if seen += d.Ticks[ticks]; 2*seen >= d.Samples {
			return ticks
		}
	}
	return agent.MaxDelayTicks
}

// delays draws from a distribution, with a stream for each match and side. It
// implements agent.Delays.
type delays struct {
	upTo [agent.MaxDelayTicks + 1]int32 // number of samples up to each delay
	n    int32
	rand sim.Rand
}

func newDelays(d *Distribution) *delays {
	x := &delays{n: int32(d.Samples)}
	var seen int32
	for ticks := range x.upTo {
		seen += int32(d.Ticks[int32(ticks)])
		x.upTo[ticks] = seen
	}
	return x
}

// start seeds the delays of a match.
func (x *delays) start(seed uint64, me sim.Side) {
	x.rand = sim.NewRand(seed, latencyStream+uint64(me))
}

// Next implements agent.Delays.
func (x *delays) Next() int32 {
	draw := x.rand.Below(x.n)
	for ticks, seen := range x.upTo {
		if draw < seen {
			return int32(ticks)
		}
	}
	return agent.MaxDelayTicks
}

// Millis converts durations to milliseconds.
func Millis(all []time.Duration) []float64 {
	ms := make([]float64, len(all))
	for i, d := range all {
		ms[i] = float64(d) / float64(time.Millisecond)
	}
	return ms
}
