package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
	"github.com/kumite/kumite/vision/logs/importer"
)

func logsImportCommand() *cobra.Command {
	var cfg importer.Config
	cmd := &cobra.Command{
		Use:   "import --out DIR VIDEO...",
		Short: "Make a log folder of videos and tables of actions",
		Long: `Import makes a log folder of videos and, for each, a table of when which action
was pressed: CSV or JSON lines beside the video (match1.mp4 and match1.csv), or
where --actions says. A row has an action and time (seconds), time_ms or frame;
or start and end (also _ms and _frame) of an interval in which a key was down.

Rows of the log are one --period apart, whatever the frame rate: each has the last
frame that was shown by then, by the frames' own time stamps, and the press that
begins in the period after it. A key that is held is one press.

How frames and presses were aligned is printed, and when presses show on the
screen. docs/formats.md describes tables and log folders.`,
		Example: `  kumite logs import --out logs 'footage/*.mp4'
  kumite logs import --out logs --period 33.333 --actions keys.jsonl match.mkv`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Videos = args
			bar := newProgress(cmd.ErrOrStderr(), "recordings")
			cfg.Progress = bar.set
			doc, err := importer.Run(cmd.Context(), cfg)
			bar.done()
			if err != nil {
				return err
			}
			folder, err := logs.Open(cfg.Out)
			if err != nil {
				return err
			}
			found, err := audit.Run(cmd.Context(), folder, audit.Config{ShowsAfter: 1, ProbeFrames: 20000, Seed: 1, Workers: 1})
			return errors.Join(err, report.LogsImport(cmd.OutOrStdout(), doc, found))
		},
	}
	f := cmd.Flags()
	f.StringVar(&cfg.Out, "out", "", "the log `folder` to write")
	f.StringArrayVar(&cfg.Actions, "actions", nil, "a table, or a `pattern` of tables with the names of the videos (repeatable; default: beside the videos)")
	f.Float64Var(&cfg.PeriodMS, "period", 100, "`milliseconds` from one row to the next")
	f.Float64Var(&cfg.OffsetMS, "offset", 0, "`milliseconds` to add to the time of every action")
	f.StringVar(&cfg.Game, "game", "imported", "`name` of the game and its version, for people")
	f.StringVar(&cfg.NoAction, "no-action", logs.NoAction, "`name` of the class that presses nothing")
	f.StringSliceVar(&cfg.Classes, "classes", nil, "all class `names` in order, separated by commas (default: those in the tables)")
	cli.Bound(f, "period", number.Between(1, 60_000))
	cli.Bound(f, "offset", number.Between(-3_600_000, 3_600_000))
	must(cmd.MarkFlagRequired("out"))
	return cmd
}
