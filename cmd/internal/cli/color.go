package cli

import (
	"io"
	"os"
	"regexp"
)

// Escape sequences of a terminal.
const (
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	red    = "\x1b[31m"
	reset  = "\x1b[0m"
)

// verdicts matches the words by which results state that something is well or not, and
// shades holds their colours.
var (
	verdicts = regexp.MustCompile(`\b(PASS|FAIL|UNDECIDED|UNSTABLE|COLLAPSED|VOID)\b`)
	shades   = map[string]string{"PASS": green, "FAIL": red, "COLLAPSED": red, "VOID": red, "UNDECIDED": yellow, "UNSTABLE": yellow}
)

// WantsColor reports whether text to out should have colours: if it is a terminal and the
// environment neither has NO_COLOR (no-color.org) nor names a terminal without any.
func WantsColor(out io.Writer) bool {
	return IsTerminal(out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// colored is a writer that colours verdicts. A word that is split over two writes stays
// as it is.
type colored struct{ to io.Writer }

func (c colored) Write(p []byte) (int, error) {
	text := verdicts.ReplaceAllFunc(p, func(word []byte) []byte {
		return []byte(shades[string(word)] + string(word) + reset)
	})
	if _, err := c.to.Write(text); err != nil {
		return 0, err
	}
	return len(p), nil
}
