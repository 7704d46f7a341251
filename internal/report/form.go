package report

import (
	"io"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/durable"
)

// Form is the output format of results. The zero value is tables for people.
type Form struct {
	JSON     bool
	Markdown bool
	CSV      string // "", ByContestant or ByPairing
	Width    int    // in columns, of tables for people
}

// What each line of CSV describes.
const (
	ByContestant = "contestants"
	ByPairing    = "pairings"
)

// FileWidth is the width of tables in files and pipes, in columns, and LeastWidth the
// smallest width at which tables are readable.
const (
	FileWidth  = 160
	LeastWidth = 60
)

// ForPeople reports whether the format is meant for people rather than programs.
func (f Form) ForPeople() bool { return !f.JSON && f.CSV == "" }

// Tournament writes a tournament's results: standings, behaviour, and the result of
// each pairing.
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
