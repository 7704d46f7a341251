package arena

import (
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent/bot"
)

// kindOf returns the kind that an error states, or otherwise if it states none.
func kindOf(err error, otherwise bot.FailureKind) bot.FailureKind {
	var f *bot.Failure
	if errors.As(err, &f) && f.Kind != "" {
		return f.Kind
	}
	return otherwise
}

// VoidReason says why a leg is void. It is zero for a leg that was played.
type VoidReason struct {
	Kind       bot.FailureKind `json:"kind,omitempty"`
	Contestant string          `json:"contestant,omitempty"` // that could not play, by name
	Text       string          `json:"text,omitempty"`
}

// String returns the reason in one line.
func (r VoidReason) String() string { return fmt.Sprintf("%s: %s: %s", r.Contestant, r.Kind, r.Text) }

// voidError is the error of a contestant that could not play.
type voidError struct {
	contestant int
	reason     VoidReason
	err        error
}

// cannotPlay returns the error of a contestant that could not play: a *voidError, or an
// error that ends the run if the machine is to blame.
func (c *crew) cannotPlay(contestant int, otherwise bot.FailureKind, err error) error {
	if errors.Is(err, bot.ErrMachine) {
		return fmt.Errorf("contestant %s: %w", c.cfg.Contestants[contestant].Name, err)
	}
	return c.void(contestant, otherwise, err)
}

// maxReason bounds the text of a void in characters. A server can state any text, and a line
// of matches.jsonl that is too long cannot be read again.
const maxReason = 4000

func (c *crew) void(contestant int, otherwise bot.FailureKind, err error) *voidError {
	text := fmt.Sprintf("%.*s", maxReason, err)
	return &voidError{contestant, VoidReason{kindOf(err, otherwise), c.cfg.Contestants[contestant].Name, text}, err}
}

func (e *voidError) Error() string { return e.reason.String() }

func (e *voidError) Unwrap() error { return e.err }
