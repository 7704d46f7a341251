package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
)

func logsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "logs",
		Short: "Check logs, or make them of videos",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return cmd.Help()
		},
	}
	cmd.AddCommand(logsCheckCommand(), logsImportCommand())
	return cmd
}

// checkFlags is what the command line asks for.
type checkFlags struct {
	config audit.Config
	model  string
	setup  bot.Setup
	asJSON bool
}

func logsCheckCommand() *cobra.Command {
	x := checkFlags{setup: bot.Setup{Eye: bot.OpenCV}}
	cmd := &cobra.Command{
		Use:   "check DIR",
		Short: "Do labels leak into frames or lag behind them, and is everything there?",
		Long: `Check looks at every frame and row of a log folder and gives a verdict on files,
class counts, decision period, missing and blank frames, duplicates, sides and
availability, and says how to fix what is wrong.

It finds labels that leak into their frames or lag behind them without any
model: a linear probe learns on half of the recordings what changes on a small
grey picture when a press shows, for each offset of the label from −10 to +10
frames, and is scored on the other half. A frame is seen before the press that
it is labelled with, so presses must first show one frame later. What shows at
offset 0 or before is a leak; what shows later is a label that came too early,
or a game that answers slowly, for which there is --shows-after.

With --model, the model's decisions are compared with the labels moved by the
same offsets; then with all frames blanked, and with its scores shuffled in time:
what is left of its event-F1 then does not come from the screen.

It ends with 1 when a check fails.`,
		Example: `  kumite logs check logs
  kumite logs check logs --model models/pro-ce.onnx`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return x.run(cmd, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&x.model, "model", "", "a `model` to compare with the labels, too")
	f.IntVar(&x.config.ShowsAfter, "shows-after", 1, "frames from a label's frame to the first that shows the press")
	f.IntVar(&x.config.ProbeFrames, "probe-frames", 20000, "look for presses in recordings of about this many frames, evenly spread")
	f.BoolVar(&x.asJSON, "json", false, "print one JSON document")
	f.Uint64Var(&x.config.Seed, "seed", 1, "of what is shuffled in time")
	f.IntVar(&x.config.Workers, "workers", runtime.NumCPU(), "recordings at once; does not change the results")
	cli.Bound(f, "shows-after", number.Whole(0, audit.Reach))
	cli.Bound(f, "probe-frames", number.Whole(1, 1_000_000_000))
	cli.Bound(f, "workers", cli.Workers)
	cli.SetupFlags(f, &x.setup)
	return cmd
}

func (x *checkFlags) run(cmd *cobra.Command, dir string) error {
	if err := x.config.Validate(); err != nil {
		return fmt.Errorf("logs check: %w", err)
	}
	folder, err := logs.Open(dir)
	if err != nil {
		return err
	}
	doc, err := x.check(cmd, folder)
	if errors.Is(err, context.Canceled) {
		return errors.New("logs check: interrupted")
	}
	if err != nil {
		return err
	}
	if x.asJSON {
		err = durable.EncodeJSON(cmd.OutOrStdout(), doc)
	} else {
		err = report.LogsCheck(cmd.OutOrStdout(), dir, doc)
	}
	if err == nil && doc.Verdict == audit.Fail {
		err = cli.Bad(fmt.Sprintf("logs %s: FAIL: %s", dir, strings.Join(doc.Failed(), ", ")))
	}
	return err
}

// check audits a folder, and compares its labels with the model if there is one.
func (x *checkFlags) check(cmd *cobra.Command, folder *logs.Folder) (*audit.Document, error) {
	bar := newProgress(cmd.ErrOrStderr(), "recordings")
	x.config.Progress = bar.set
	doc, err := audit.Run(cmd.Context(), folder, x.config)
	bar.done()
	if err != nil || x.model == "" {
		return doc, err
	}
	scan := openloop.ScanConfig{Setup: x.setup, Recordings: doc.Probed, Seed: x.config.Seed}
	if scan.Contestant, err = bot.Parse(x.model); err != nil {
		return nil, err
	}
	bar = newProgress(cmd.ErrOrStderr(), "model")
	scan.Progress = bar.set
	model, err := openloop.Scan(cmd.Context(), folder, scan)
	bar.done()
	if err != nil {
		return nil, fmt.Errorf("--model: %w", err)
	}
	doc.AddModel(model)
	return doc, nil
}
