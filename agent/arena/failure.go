package arena

import (
	"errors"
	"fmt"
)

// FailureKind says in what way a contestant could not play.
type FailureKind string

// The kinds.
const (
	FailedToLoad FailureKind = "load"
	Crashed      FailureKind = "crash" // its process died: a signal, or out of memory
	Hung         FailureKind = "hang"  // its process did not answer and was ended
	RuntimeError FailureKind = "runtime error"
)

// Failure is the error of a contestant that cannot play. A Loader, or a
// model's agent while it plays, returns one, wrapped or not, to say the kind;
// any other error counts as FailedToLoad while loading and as RuntimeError
// while playing.
type Failure struct {
	Kind FailureKind
	Err  error
}

// Error is the text of Err.
func (f *Failure) Error() string { return f.Err.Error() }

// Unwrap returns Err.
func (f *Failure) Unwrap() error { return f.Err }

// kindOf is the kind that an error states, or another where it states none.
func kindOf(err error, otherwise FailureKind) FailureKind {
	var f *Failure
	if errors.As(err, &f) && f.Kind != "" {
		return f.Kind
	}
	return otherwise
}

// VoidReason says why a leg is void. The zero value is that of a leg which was
// played.
type VoidReason struct {
	Kind       FailureKind `json:"kind,omitempty"`
	Contestant string      `json:"contestant,omitempty"` // the name of the one that could not play
	Text       string      `json:"text,omitempty"`
}

// String is the reason in one line.
func (r VoidReason) String() string { return fmt.Sprintf("%s: %s: %s", r.Contestant, r.Kind, r.Text) }

// voidError says which contestant could not play, and why.
type voidError struct {
	contestant int
	reason     VoidReason
	err        error
}

func (c *crew) void(contestant int, otherwise FailureKind, err error) *voidError {
	return &voidError{contestant, VoidReason{kindOf(err, otherwise), c.cfg.Contestants[contestant].Name, err.Error()}, err}
}

func (e *voidError) Error() string { return e.reason.String() }

func (e *voidError) Unwrap() error { return e.err }
