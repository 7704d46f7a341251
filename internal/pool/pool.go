// Package pool runs independent tasks on several goroutines and counts those that are done.
package pool

import (
	"context"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Each calls do for every i from 0 to n−1 with up to workers goroutines, in
// ascending order of i. It stops at the first error and returns it; if ctx is
// done, that is ctx.Err(). worker, from 0, identifies the goroutine, so that do can
// use resources that are not shared.
func Each(ctx context.Context, n, workers int, do func(ctx context.Context, worker, i int) error) error {
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for worker := range max(1, min(workers, n)) {
		group.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := do(ctx, worker, i); err != nil {
					return err
				}
			}
		})
	}
	return group.Wait()
}

// Counter returns a function that counts one more thing done of total and calls
// progress with the count, where progress is not nil. It may be called from
// several goroutines; calls of progress do not overlap.
func Counter(total int, progress func(done, total int)) func() {
	var (
		mu   sync.Mutex
		done int
	)
	return func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		if progress != nil {
			progress(done, total)
		}
	}
}
