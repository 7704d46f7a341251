package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy"
)

// formFlags adds the flags of the output format of a tournament.
func formFlags(cmd *cobra.Command, x *report.Form) {
	tableFlags(cmd, x)
	f := cmd.Flags()
	f.StringVar(&x.CSV, "csv", "", "print CSV with one line per contestant, or per pairing with --csv=pairings")
	f.Lookup("csv").NoOptDefVal = report.ByContestant
	f.BoolVar(&x.Details, "details", false, "also print what each contestant did, every pairing, the cross table, and win rates by side and length")
	cmd.MarkFlagsMutuallyExclusive("json", "markdown", "csv")
}

// tableFlags adds the flags of the output format of a document with tables.
func tableFlags(cmd *cobra.Command, x *report.Form) {
	f := cmd.Flags()
	f.BoolVar(&x.JSON, "json", false, "print one JSON document to stdout")
	f.BoolVar(&x.Markdown, "markdown", false, "print the tables in Markdown")
	f.IntVar(&x.Width, "width", 0, fmt.Sprintf("width of the tables in columns (default: the terminal's, or %d)", report.FileWidth))
	cli.Bound(f, "width", number.Whole(0, 10_000))
	cmd.MarkFlagsMutuallyExclusive("json", "markdown")
	cmd.PreRunE = func(*cobra.Command, []string) error { return completeForm(x) }
}

// completeForm checks the flags and sets the default width.
func completeForm(x *report.Form) error {
	switch {
	case x.CSV != "" && x.CSV != report.ByContestant && x.CSV != report.ByPairing:
		return policy.Unknown("--csv", x.CSV, []string{report.ByContestant, report.ByPairing})
	case x.Width != 0 && x.Width < report.LeastWidth:
		return fmt.Errorf("--width %d is out of range; want %d to 10000, or 0 for the terminal's", x.Width, report.LeastWidth)
	case x.Width == 0:
		x.Width = report.FileWidth
		if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && width > 0 {
			x.Width = max(width, report.LeastWidth)
		}
	}
	return nil
}
