package bench

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// Queue serves queries in the order in which they arrive. A latency counts from the
// scheduled arrival to the end of the service, whenever the service began: queries that
// wait behind a slow one are as late as a user sees them (no coordinated omission).
type Queue struct {
	Clock    Clock           // started when the queue runs
	Arrivals []time.Duration // in ascending order
	Servers  []func() error  // each serves one query at a time, and is called from one goroutine

	// The queue stops when more than MaxLate latencies exceed Bound; a Bound of 0 is none.
	Bound   time.Duration
	MaxLate int
}

// Run returns the latencies in the order of arrival. After an early stop they are those
// of the first queries, of which all are served. An error of a server ends it.
func (q Queue) Run(ctx context.Context) ([]time.Duration, error) {
	latencies := make([]time.Duration, len(q.Arrivals))
	var next, late atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for _, serve := range q.Servers {
		group.Go(func() error {
			for int(late.Load()) <= q.MaxLate || q.Bound == 0 {
				i := int(next.Add(1)) - 1
				if i >= len(q.Arrivals) {
					return nil
				}
				if err := q.Clock.Until(ctx, q.Arrivals[i]); err != nil {
					return err
				}
				if err := serve(); err != nil {
					return err
				}
				latencies[i] = q.Clock.Now() - q.Arrivals[i]
				if latencies[i] > q.Bound {
					late.Add(1)
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return latencies[:min(int(next.Load()), len(q.Arrivals))], nil
}
