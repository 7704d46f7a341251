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
		Short: "Convert videos and tables of actions to a log folder",
		Long: `Import converts videos to a log folder. Each video needs a table of the actions that
were pressed, as CSV or JSON lines, beside the video (match1.mp4 and match1.csv) or
as given by --actions. A row has an action and its time (seconds), time_ms or frame;
or the start and end (also start_ms, start_frame, ...) of the interval in which a key
was down.

Rows of the log are one --period apart, whatever the frame rate. Each row has the
last frame shown by then, by the frames' own time stamps, and the press that begins
in the period after it. A held key is one press.

Import prints how frames and presses were aligned, and when presses first show on
the screen. docs/formats.md describes tables and log folders. It exits with 1 if a
check of the new folder fails, as logs check does.`,
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
			found, err := audit.Run(cmd.Context(), folder, audit.Default())
			if err = errors.Join(err, report.LogsImport(cmd.OutOrStdout(), doc, found)); err != nil {
				return err
			}
			return trusted(cfg.Out, found)
		},
	}
	f := cmd.Flags()
	f.StringVar(&cfg.Out, "out", "", "log `folder` to write")
	f.StringArrayVar(&cfg.Actions, "actions", nil, "table, or `pattern` of tables named like the videos; repeatable (default: beside the videos)")
	f.Float64Var(&cfg.PeriodMS, "period", 100, "`milliseconds` from one row to the next")
	f.Float64Var(&cfg.OffsetMS, "offset", 0, "`milliseconds` added to the time of every action")
	f.Float64Var(&cfg.RepeatMS, "repeat", importer.RepeatMS, "`milliseconds` within which another row of an action is the same press, of a held key")
	f.StringVar(&cfg.Game, "game", "imported", "`name` and version of the game, as a comment")
	f.StringVar(&cfg.NoAction, "no-action", logs.NoAction, "`name` of the class that presses nothing")
	f.StringSliceVar(&cfg.Classes, "classes", nil, "class `names` in order, comma-separated (default: those in the tables)")
	cli.Bound(f, "period", number.Between(1, 60_000))
	cli.Bound(f, "repeat", number.Between(0, 1000))
	cli.Bound(f, "offset", number.Between(-3_600_000, 3_600_000))
	required(cmd, "out")
	return cmd
}
