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
	var done atomic.Int32
	err := pool.Each(t.Context(), 1000, 2, func(_ context.Context, _, i int) error {
		done.Add(1)
		if i == 3 {
			return broken
		}
		return nil
	})
	if !errors.Is(err, broken) || done.Load() == 1000 {
		t.Errorf("got %v after %d of 1000; want the error before all are done", err, done.Load())
	}
}

func TestACancelledContextStopsTheWork(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	err := pool.Each(ctx, 1000, 2, func(_ context.Context, _, i int) error {
		if i == 3 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
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
