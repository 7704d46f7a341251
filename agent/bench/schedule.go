package bench

import (
	"math/rand/v2"
	"slices"
	"time"
)

// schedule yields the moments at which the decisions of agents fall due, in ascending
// order and without end.
type schedule struct {
	next func() time.Duration
}

// newSchedule starts the schedule of a number of agents, which decide every cfg.Pace on
// average.
func newSchedule(cfg Config, agents int, seed uint64) schedule {
	r := rand.New(rand.NewPCG(seed, uint64(agents)))
	if cfg.Arrivals == Poisson {
		at := 0.0
		mean := float64(cfg.Pace) / float64(agents)
		return schedule{func() time.Duration {
			at += r.ExpFloat64() * mean
			return time.Duration(at)
		}}
	}
	phases := make([]time.Duration, agents)
	for i := range phases {
		phases[i] = time.Duration(r.Int64N(int64(cfg.Pace)))
	}
	slices.Sort(phases)
	i := -1
	return schedule{func() time.Duration {
		i++
		return time.Duration(i/agents)*cfg.Pace + phases[i%agents]
	}}
}

// take returns the next n moments.
func (s schedule) take(n int) []time.Duration {
	all := make([]time.Duration, n)
	for i := range all {
		all[i] = s.next()
	}
	return all
}
