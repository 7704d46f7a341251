package arena

import (
	"context"
	"errors"
	"fmt"

	"github.com/kumite/kumite/internal/number"
)

// Unfinished is the error of a run that ended before its schedule. The finished
// legs are kept in its folder, and the same run resumes from there.
type Unfinished struct {
	Finished int    // legs, including those of earlier sessions
	Planned  int    // legs, at most: a sequential test needs fewer
	Dir      string // the run's folder, "" if nothing is kept
	Err      error  // why it ended
}

// Error returns the reason.
func (e *Unfinished) Error() string {
	if e.Interrupted() {
		return fmt.Sprintf("interrupted after %d of %s", e.Finished, number.Of(e.Planned, "match"))
	}
	return e.Err.Error()
}

// Unwrap returns Err.
func (e *Unfinished) Unwrap() error { return e.Err }

// Interrupted reports whether the run's context ended it, rather than a failure.
func (e *Unfinished) Interrupted() bool { return interrupted(e.Err) }

func interrupted(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
