package bench

import (
	"context"
	"time"
)

// Clock measures time from its start. A test's may be virtual.
type Clock struct {
	Now func() time.Duration
	// Until waits for a moment, or returns at once if it has passed. It returns ctx's
	// error if ctx is done first.
	Until func(ctx context.Context, at time.Duration) error
}

// spin is how long before a moment the wall clock stops sleeping and polls: timers are
// up to about this late.
const spin = 2 * time.Millisecond

// wallClock returns a clock that starts now and meets moments to the microsecond, at the
// cost of polling for the last two milliseconds.
func wallClock() Clock {
	start := time.Now()
	return Clock{
		Now: func() time.Duration { return time.Since(start) },
		Until: func(ctx context.Context, at time.Duration) error {
			if early := at - spin - time.Since(start); early > 0 {
				timer := time.NewTimer(early)
				defer timer.Stop()
				select {
				case <-timer.C:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			for time.Since(start) < at {
			}
			return ctx.Err()
		},
	}
}
