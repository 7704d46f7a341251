package report

import (
	"io"
	"strings"

	"github.com/kumite/kumite/agent/doctor"
)

// Checks writes one line for each check.
func Checks(out io.Writer, checks []doctor.Check) error {
	var text strings.Builder
	for _, c := range checks {
		mark, found := "ok", c.Found
		switch {
		case c.Err != nil:
			mark, found = "FAIL", c.Err.Error()
		case c.Note:
			mark = "note"
		}
		printf(&text, "%-4s  %-14s %s\n", mark, c.Name, found)
	}
	_, err := io.WriteString(out, text.String())
	return err
}
