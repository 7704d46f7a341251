package report

import (
	"io"
	"strings"

	"github.com/kumite/kumite/agent/arena"
)

// Verification writes one line for each recording that does not reproduce or cannot be
// read, the totals if all recordings were replayed, the scores that do not belong to their
// recordings, and for each run its differences and
// how many of its matches agree.
func Verification(out io.Writer, v arena.Verification) error {
	var text strings.Builder
	for _, d := range v.Desyncs {
		printf(&text, "%s: %v\n", d.File, d.Err)
	}
	if n := len(v.Unreadable); n > 1 { // the error names one
		for _, err := range v.Unreadable {
			printf(&text, "%v\n", err)
		}
	}
	if v.Files > 0 && v.Complete() {
		printf(&text, "%d of %s %s bit for bit; %s each on average\n", v.Good, plural(v.Files, "recording"), verb(v.Good, "reproduces", "reproduce"), plural(v.Bytes/int64(v.Files), "byte"))
	}
	for _, line := range v.Foreign {
		printLine(&text, line)
	}
	if v.Scores > 0 {
		printf(&text, "%s of scores agree with the recordings\n", plural(v.Scores, "file"))
	}
	for _, r := range v.Runs {
		for _, line := range r.Differ {
			printLine(&text, line)
		}
		if len(r.Unreadable) > 1 {
			for _, err := range r.Unreadable {
				printf(&text, "%v\n", err)
			}
		}
		printf(&text, "%s: %d of %s %s with their recordings\n", r.Dir, r.Agree, plural(r.Legs, "match"), verb(r.Agree, "agrees", "agree"))
	}
	_, err := io.WriteString(out, text.String())
	return err
}
