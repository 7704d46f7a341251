package report

import (
	"io"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/durable"
)

// Form is how results are written: as tables for people, unless another form is
// asked for.
type Form struct {
	JSON     bool
	Markdown bool
	CSV      string // "", ByContestant or ByPairing
	Width    int    // in columns, of tables for people
}

// What a line of CSV describes.
const (
	ByContestant = "contestants"
	ByPairing    = "pairings"
)

// FileWidth is how wide tables are that go to a file or a pipe, in columns, and
// LeastWidth the narrowest that tables are readable at.
const (
	FileWidth  = 160
	LeastWidth = 60
)

// ForPeople says whether a person reads the form, who wants to see what is
// finished of an interrupted run as well.
func (f Form) ForPeople() bool { return !f.JSON && f.CSV == "" }

// Tournament writes a tournament's results: who wins, how each behaved, and the
// result of each pairing.
func Tournament(out io.Writer, r arena.Results, replays arena.ReplaySize, f Form) error {
	switch {
	case f.JSON:
		return durable.EncodeJSON(out, r)
	case f.CSV == ByContestant:
		return printStandingsCSV(out, r)
	case f.CSV == ByPairing:
		return printPairingsCSV(out, r)
	case f.Markdown:
		return printMarkdown(out, r, replays)
	}
	return printResults(out, r, replays, f.Width)
}
