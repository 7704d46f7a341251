package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy"
)

// resultsForm is how results are written to stdout: as tables, unless another
// form is asked for.
type resultsForm struct {
	json     bool
	markdown bool
	csv      string // "", "contestants" or "pairings"
	width    int    // in columns; 0 takes the terminal's
}

// fileWidth is how wide tables are that go to a file or a pipe.
const fileWidth = 160

// leastWidth is the narrowest that tables are readable at.
const leastWidth = 60

func (x *resultsForm) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&x.json, "json", false, "print results.json to stdout")
	f.BoolVar(&x.markdown, "markdown", false, "print the tables in Markdown")
	f.StringVar(&x.csv, "csv", "", "print one line for each contestant as CSV, or with --csv=pairings for each pairing")
	f.Lookup("csv").NoOptDefVal = "contestants"
	f.IntVar(&x.width, "width", 0, fmt.Sprintf("columns that tables may take (default: the terminal's, or %d)", fileWidth))
	cmd.MarkFlagsMutuallyExclusive("json", "markdown", "csv")
}

func (x *resultsForm) validate() error {
	switch {
	case x.csv != "" && x.csv != "contestants" && x.csv != "pairings":
		return policy.Unknown("--csv", x.csv, []string{"contestants", "pairings"})
	case x.width != 0 && x.width < leastWidth:
		return fmt.Errorf("--width is %d; want at least %d", x.width, leastWidth)
	}
	return nil
}

// forPeople says that a person reads it, who wants to see what an interrupted
// run has come to as well.
func (x *resultsForm) forPeople() bool { return !x.json && x.csv == "" }

// print writes results in the form.
func (x *resultsForm) print(out io.Writer, r arena.Results, replays replaySize) error {
	switch {
	case x.json:
		return durable.EncodeJSON(out, r)
	case x.csv == "contestants":
		return printStandingsCSV(out, r)
	case x.csv == "pairings":
		return printPairingsCSV(out, r)
	case x.markdown:
		return printMarkdown(out, r, replays)
	}
	return printResults(out, r, replays, x.columns())
}

// columns is the width that tables may take.
func (x *resultsForm) columns() int {
	if x.width > 0 {
		return x.width
	}
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && width > 0 {
		return max(width, leastWidth)
	}
	return fileWidth
}
