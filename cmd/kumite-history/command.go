package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/history"
	"github.com/kumite/kumite/agent/history/index"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/internal/safefile"
)

func command() *cobra.Command {
	var cfg history.Config
	var form report.Form
	var since, plot string
	cmd := &cobra.Command{
		Use:         "history [flags] FOLDER...",
		Short:       "Print the win rates of models over many runs, and whether one got worse",
		Annotations: map[string]string{cobra.CommandDisplayNameAnnotation: "kumite history"},
		Long: `History reads run folders, or all run folders below a folder, and prints every
contestant's win rate against each opponent, run by run. A run is dated by its last
match.

--check NAME compares the contestant's newest run with the newest earlier one that has
an identical opponent: on the same seeds if they overlap, as kumite compare
does. It exits with 1 if the contestant got worse.

What was read is kept in an index (SQLite), which may be removed at any time.`,
		Example: `  kumite history runs
  kumite history --contestant mine --opponent pro --since 2026-11-01 runs
  kumite history --contestant mine --plot mine.svg runs
  kumite history --check mine runs`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if cfg.Since, err = parseSince(since, time.Now()); err != nil {
				return err
			}
			if cfg.Index == "" {
				dir, err := os.UserCacheDir()
				if err != nil {
					return fmt.Errorf("%w; name a file with --index", err)
				}
				cfg.Index = filepath.Join(dir, "kumite", "history.db")
			}
			cfg.Folders = args
			doc, err := index.Run(cmd.Context(), cfg)
			if err != nil {
				return err
			}
			if err := report.History(cmd.OutOrStdout(), doc, form); err != nil {
				return err
			}
			if plot != "" {
				if err := report.KeepHistoryChart(plot, doc); err != nil {
					return err
				}
			}
			if worse := doc.Worse(); len(worse) > 0 {
				return cli.Bad("worse than before: " + strings.Join(worse, ", "))
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&cfg.Contestants, "contestant", nil, "show this `contestant` only; repeatable")
	f.StringArrayVar(&cfg.Opponents, "opponent", nil, "show results against this `contestant` only; repeatable")
	f.StringArrayVar(&cfg.Check, "check", nil, "exit with 1 if this `contestant` got worse; repeatable")
	f.StringVar(&since, "since", "", "show runs since a `date` (2026-11-01) or within a number of days (7d)")
	f.StringVar(&cfg.Index, "index", "", "`file` of the index (default: kumite/history.db in the user's cache folder)")
	f.Var(cli.OutputFile(&plot, safefile.Markup), "plot", "draw the win rates over time to this SVG `file`")
	f.BoolVar(&form.JSON, "json", false, "print the document as JSON")
	f.BoolVar(&form.Markdown, "markdown", false, "print tables as Markdown")
	cmd.MarkFlagsMutuallyExclusive("json", "markdown")
	return cmd
}

// parseSince parses a date or a number of days before now. "" is the zero time.
func parseSince(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		var n int
		if _, err := fmt.Sscanf(days+"\n", "%d\n", &n); err == nil && n >= 0 && n <= 100_000 {
			return now.AddDate(0, 0, -n), nil
		}
	}
	at, err := time.ParseInLocation(time.DateOnly, text, time.Local)
	if err != nil {
		return at, fmt.Errorf("--since %q is neither a date such as 2026-11-01 nor a number of days such as 7d", text)
	}
	return at, nil
}
