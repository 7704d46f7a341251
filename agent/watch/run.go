package watch

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/sim/window/scene"
)

// Show is a scene with what runs beside it.
type Show interface {
	scene.Scene
	// Run does what has to run beside the display, until the context ends, and
	// then returns nil.
	Run(ctx context.Context) error
	// Summary is what was shown; report is the display's.
	Summary(report scene.Report) Summary
	// Close frees what the show holds, once Run has returned.
	Close() error
}

// Summary is a document on what was shown: encoded it is one of the window reports
// of docs/formats.md, and its string, in whole lines, is the same for a person.
type Summary interface{ fmt.Stringer }

// Display shows a scene until it is closed or the context ends.
type Display func(ctx context.Context, s scene.Scene) (scene.Report, error)

// Run shows a show and closes it. The summary is there also when there is an
// error: it says what was shown until then. A context that ends is not an error.
func Run(ctx context.Context, s Show, display Display) (Summary, error) {
	beside, stop := context.WithCancel(ctx)
	defer stop()
	var group errgroup.Group
	group.Go(func() error { return s.Run(beside) })
	report, err := display(ctx, s)
	stop()
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = nil
	}
	err = errors.Join(err, group.Wait())
	return s.Summary(report), errors.Join(err, s.Close())
}
