package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
)

func logsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "logs",
		Short: "Check log folders, and import videos",
	}
	helps(cmd)
	cmd.AddCommand(logsCheckCommand(), logsImportCommand())
	return cmd
}

// checkFlags are the flags of kumite logs check.
type checkFlags struct {
	cfg  openloop.CheckConfig
	form report.Form
}

func logsCheckCommand() *cobra.Command {
	x := checkFlags{cfg: openloop.CheckConfig{Setup: bot.Setup{Eye: bot.OpenCV}}}
	cmd := &cobra.Command{
		Use:   "check DIR",
		Short: "Check whether a log folder can be trusted",
		Long: `Check reads every frame and row of a log folder. It checks files, class counts,
decision period, missing and blank frames, duplicates, sides and availability, and
prints how to fix each problem.

It also checks, without a model, whether labels leak into their frames or lag
behind them. For each offset of the label from −10 to +10 frames, a linear probe
learns on half of the recordings what changes on a small grey picture when a press
shows, and is scored on the other half. A frame is seen before the press that it is
labelled with, so presses must first show one frame later. A press that shows at
offset 0 or earlier is a leak. One that shows later has an early label, or the game
responds slowly; set --shows-after for such a game.

With --model, the model's decisions are compared with the labels moved by the same
offsets, then with all frames blanked, and with its scores shuffled in time. The
event-F1 that remains in the last two does not come from the screen.

It exits with 1 if a check fails.`,
		Example: `  kumite logs check logs
  kumite logs check logs --model models/pro-ce.onnx`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return x.run(cmd, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&x.cfg.Model, "model", "", "also compare the decisions of this `model` with the labels")
	f.IntVar(&x.cfg.Audit.ShowsAfter, "shows-after", audit.Default().ShowsAfter, "frames from a label's frame to the first frame that shows the press")
	f.IntVar(&x.cfg.Audit.ProbeFrames, "probe-frames", audit.Default().ProbeFrames, "look for presses in evenly spread recordings with about this many frames")
	tableFlags(cmd, &x.form)
	f.Uint64Var(&x.cfg.Audit.Seed, "seed", audit.Default().Seed, "seed of the shuffling in time")
	cli.WorkersFlag(f, &x.cfg.Audit.Workers, "recordings checked in parallel; does not change the results")
	cli.Bound(f, "shows-after", number.Whole(0, audit.Reach))
	cli.Bound(f, "probe-frames", number.Whole(1, 1_000_000_000))
	cli.SetupFlags(cmd, &x.cfg.Setup)
	cli.IsolationFlags(cmd, &x.cfg.Setup.Isolation, bot.Auto)
	cli.AliasFlag(f, &x.cfg.Setup.Aliases)
	return cmd
}

func (x *checkFlags) run(cmd *cobra.Command, dir string) error {
	folder, err := logs.Open(dir)
	if err != nil {
		return err
	}
	if x.cfg.Model, err = bot.ExpandOne(x.cfg.Model); err != nil {
		return fmt.Errorf("--model: %w", err)
	}
	audited, scanned := newProgress(cmd.ErrOrStderr(), "recordings"), newProgress(cmd.ErrOrStderr(), "model")
	x.cfg.Audit.Progress = audited.set
	x.cfg.Scanned = func(done, total int) { audited.done(); scanned.set(done, total) }
	doc, err := openloop.Check(cmd.Context(), folder, x.cfg)
	audited.done()
	scanned.done()
	if err != nil {
		return err
	}
	return cmp.Or(report.LogsCheck(cmd.OutOrStdout(), dir, doc, x.form), trusted(dir, doc))
}

// trusted returns the negative result of a folder that fails a check.
func trusted(dir string, doc *audit.Document) error {
	if doc.Verdict != audit.Fail {
		return nil
	}
	return cli.Bad(fmt.Sprintf("logs %s: FAIL: %s", dir, strings.Join(doc.Failed(), ", ")))
}
