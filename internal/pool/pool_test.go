package pool_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/kumite/kumite/internal/pool"
)

func TestEveryNumberIsProcessedOnceAndWorkersDoNotOverlap(t *testing.T) {
	const n, workers = 100, 7
	var calls [n]atomic.Int32
	var busy [workers]atomic.Bool
	err := pool.Each(t.Context(), n, workers, func(_ context.Context, worker, i int) error {
		if busy[worker].Swap(true) {
			t.Errorf("worker %d runs twice at the same time", worker)
		}
		calls[i].Add(1)
		busy[worker].Store(false)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range calls {
		if got := calls[i].Load(); got != 1 {
			t.Errorf("%d was processed %d times, want once", i, got)
		}
	}
}

func TestTheFirstErrorStopsTheWork(t *testing.T) {
	broken := errors.New("broken")
	begun, err := untilStopped(t.Context(), func() error { return broken })
	if !errors.Is(err, broken) || begun > 5 {
		t.Errorf("got %v after %d; want the error, and nothing begun after it", err, begun)
	}
}

func TestACancelledContextStopsTheWork(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	begun, err := untilStopped(ctx, func() error {
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || begun > 5 {
		t.Errorf("got %v after %d; want context.Canceled, and nothing begun after it", err, begun)
	}
}

// untilStopped counts the tasks that two workers begin of 1000 when the task 3
// calls stop. Those after it wait until the pool is told to stop, so that the
// other worker cannot run through all of them first.
func untilStopped(ctx context.Context, stop func() error) (begun int32, err error) {
	var tasks atomic.Int32
	err = pool.Each(ctx, 1000, 2, func(ctx context.Context, _, i int) error {
		tasks.Add(1)
		if i == 3 {
			return stop()
		}
		if i > 3 {
			<-ctx.Done()
		}
		return nil
	})
	return tasks.Load(), err
}

func ExampleEach() {
	squares := make([]int, 5)
	err := pool.Each(context.Background(), len(squares), 2, func(_ context.Context, _, i int) error {
		squares[i] = i * i
		return nil
	})
	fmt.Println(squares, err)
	// Output: [0 1 4 9 16] <nil>
}
