package farm

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
)

// MaxDeliveries is the number of workers that a pair is given to. A pair with which all
// of them were lost is void, if the last ones played nothing else meanwhile.
const MaxDeliveries = 5

// Worker plays pairs for the coordinators of a server.
type Worker struct {
	Server Server
	Setup  bot.Setup // how it loads models; the coordinator states Aliases and AllowRandom
	Cores  int       // pairs played at once, at least 1
	Cache  string    // the folder in which models are kept, by their hashes

	// Played, if not nil, is called after each leg. Calls may overlap. A leg that was played
	// again, because the server had lost it, is counted again.
	Played func(arena.Played)

	Log zerolog.Logger // of runs that it plays for, and of pairs that it cannot play
}

// Validate reports every invalid field.
func (w Worker) Validate() error {
	errs := []error{w.Server.Validate(), w.Setup.Validate()}
	if w.Cores < 1 {
		errs = append(errs, fmt.Errorf("cores is %d; want at least 1", w.Cores))
	}
	if w.Cache == "" {
		errs = append(errs, errors.New("a worker needs a folder for models"))
	}
	return errors.Join(errs...)
}

// Run plays until ctx ends, and then returns nil. Pairs that it was playing are given to
// another worker at once. It waits for a server that is lost, and ends if the server denies
// something to the user.
func (w Worker) Run(ctx context.Context) error {
	if err := w.Validate(); err != nil {
		return err
	}
	l, err := w.Server.connect(ctx, "worker")
	if err != nil && ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	defer l.close()
	host, err := os.Hostname()
	if err != nil {
		return err
	}
	s := newShift(w, l, fmt.Sprintf("%s/%d", host, os.Getpid()))
	w.Log.Info().Msgf("playing for %s, %d pairs at once", w.Server.name(), w.Cores)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { s.intake(ctx); return nil })
	group.Go(func() error {
		select {
		case <-l.denied.Done():
			return l.unusable(context.Cause(l.denied))
		case <-ctx.Done():
			return nil
		}
	})
	for range w.Cores {
		group.Go(func() error { return s.work(ctx) })
	}
	return group.Wait()
}
