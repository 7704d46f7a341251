package watch

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/sim/window/scene"
)

// Show is a scene with the work that runs beside it.
type Show interface {
	scene.Scene
	// Run does the work beside the display. It returns nil when ctx is cancelled;
	// an error ends the display.
	Run(ctx context.Context) error
	// Summary returns what was shown; report is the display's.
	Summary(report scene.Report) Summary
	// Close frees the show's resources. It must be called after Run has returned.
	Close() error
}

// Summary is a document on what was shown. Encoded as JSON it is one of the window
// reports of docs/formats.md; its string, in whole lines, is the same for people.
type Summary interface{ fmt.Stringer }

// Display shows a scene until it is closed or ctx is cancelled.
type Display func(ctx context.Context, s scene.Scene) (scene.Report, error)

// Run shows s until display returns or s.Run fails, and closes it. It returns a
// summary of what was shown even if it returns an error. It returns no error for a
// cancelled ctx.
func Run(ctx context.Context, s Show, display Display) (Summary, error) {
	shown, abort := context.WithCancel(ctx) // until Close has returned: commands may still be saving files
	defer abort()
	beside, stop := context.WithCancel(ctx)
	defer stop()
	var group errgroup.Group
	group.Go(func() error {
		err := s.Run(beside)
		if err != nil {
			abort()
		}
		return err
	})
	report, err := display(shown, s)
	if shown.Err() != nil && errors.Is(err, context.Canceled) {
		err = nil
	}
	stop()
	if failed := group.Wait(); !errors.Is(err, failed) { // a scene may return the same error from Tick
		err = errors.Join(err, failed)
	}
	return s.Summary(report), errors.Join(err, s.Close())
}
