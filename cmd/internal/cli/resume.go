package cli

import (
	"errors"
	"strings"

	"github.com/kumite/kumite/internal/plain"
)

// resumable is the error of a run that a command line resumes.
type resumable struct {
	error
	with string
}

func (r resumable) Error() string { return r.error.Error() + r.suffix() }

func (r resumable) Unwrap() error { return r.error }

func (r resumable) suffix() string { return "; resume with: " + r.with }

// Resumable adds the command line that resumes a run to the error that ended it. The
// command line is shown whole: it must be quoted for a shell.
func Resumable(err error, with string) error { return resumable{err, with} }

// message returns the text of an error as one line that is safe to show.
func message(err error, text string) string {
	var r resumable
	if errors.As(err, &r) {
		if text, ok := strings.CutSuffix(text, r.suffix()); ok {
			return plain.Message(text) + plain.Text(r.suffix())
		}
	}
	return plain.Message(text)
}
