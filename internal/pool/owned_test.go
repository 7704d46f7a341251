package pool_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/kumite/kumite/internal/pool"
)

// tool is a resource that counts.
type tool struct{ used, closed int }

var errStuck = errors.New("stuck")

func (x *tool) Close() error {
	x.closed++
	return errStuck
}

func TestEachWorkerOpensItsOwnOnce(t *testing.T) {
	const n, workers = 50, 3
	var opened atomic.Int32
	tools := pool.Own(workers, func() (*tool, error) {
		opened.Add(1)
		return &tool{}, nil
	})
	first, err := tools.Of(0)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := tools.Of(0); err != nil || again != first {
		t.Errorf("the second call returns %p, %v; want the same resource, %p", again, err, first)
	}
	err = pool.Each(t.Context(), n, workers, func(_ context.Context, worker, _ int) error {
		own, err := tools.Of(worker)
		if err == nil {
			own.used++
		}
		return err
	})
	used := 0
	for _, x := range tools.All() {
		used += x.used
	}
	if err != nil || used != n || int(opened.Load()) != len(tools.All()) || len(tools.All()) > workers {
		t.Errorf("%d of %d resources were used %d times, %v; want %d uses", len(tools.All()), opened.Load(), used, err, n)
	}
	if err := tools.Close(); !errors.Is(err, errStuck) || first.closed != 1 {
		t.Errorf("closing returns %v and closes the first %d times; want its error, and once", err, first.closed)
	}
}

func TestAResourceThatCannotBeOpenedIsNotKept(t *testing.T) {
	broken := errors.New("broken")
	tools := pool.Own(2, func() (*tool, error) { return nil, broken })
	if _, err := tools.Of(1); !errors.Is(err, broken) {
		t.Errorf("got %v, want the error of opening", err)
	}
	if err := tools.Close(); err != nil || len(tools.All()) != 0 {
		t.Errorf("%d resources and %v; want none", len(tools.All()), err)
	}
}
