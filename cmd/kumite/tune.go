package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/tune"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/vision/logs"
)

// tuneFlags are the flags of kumite tune.
type tuneFlags struct {
	cfg             tune.Config
	logs, plot, out string
	dryRun, timings bool
	form            report.Form
}

func tuneCommand() *cobra.Command {
	x := tuneFlags{cfg: tune.Config{Setup: bot.Setup{Eye: bot.OpenCV}}}
	cmd := &cobra.Command{
		Use:   "tune --logs DIR MODEL",
		Short: "Find the decoder settings of a model",
		Long: `Tune finds a model's calibration and decoder settings on logs, without matches. It
scores every frame once, fits temperature and bias on one half of the recordings,
and decodes the other half with each value of the decoder's main setting. It chooses
the least active setting within one standard error of the best and writes it to the
sidecar MODEL.onnx.json, whose other keys it keeps.

Use logs that the model was not trained on. If they include its training recordings,
--trained-split leaves these out.

The default objective is ` + tune.DefaultObjective + `: in 100 pairs of each of four models against script:pro
(docs/study.md), the settings that it chose scored 81.4 % on average, those of
event_f2 77.4, event_f1 72.6, balanced_accuracy 60.4 and rate 54.2. At a wrong-press
cost of a tenth of the health, youden and event_f2 scored the same. Frame accuracy
is not an objective, because it rewards inaction.`,
		Example: `  kumite record --out held-out --matches 200 --seed 4242
  kumite tune --logs held-out --plot gate.svg models/pro-ce.onnx
  kumite tune --logs held-out --decoder all --objective event_f1 --dry-run models/pro-ce.onnx`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return x.run(cmd, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&x.logs, "logs", "", "log `folder`, as docs/formats.md describes it")
	f.StringVar(&x.cfg.Objective, "objective", tune.DefaultObjective, strings.Join(tune.Objectives(), ", "))
	f.IntVar(&x.cfg.Tolerance, "tolerance", 5, "frames within which presses match, for event_f1 and event_f2")
	f.StringVar(&x.cfg.Decoder, "decoder", "", strings.Join(tune.Decoders(), ", ")+" (default: the model's own, or gate if that is argmax)")
	f.StringVar(&x.cfg.CostFile, "cost", "", "CSV `file` of costs, truth,CLASS,…, for the objective or decoder cost")
	f.IntVar(&x.cfg.Refractory, "refractory", 5, "refractory period in frames, if the model states none")
	f.StringVar(&x.cfg.Calibrate, "calibrate", "auto", "what to fit: both (temperature and bias), temperature, keep (neither), or auto (whichever predicts best)")
	f.Var(&optionalSeed{&x.cfg.TrainedSplit}, "trained-split", "seed of the split of kumite tensors, to leave out the model's training recordings; -1 for none")
	f.Var(cli.OutputFile(&x.plot, safefile.Markup), "plot", "draw the objective over the setting to this SVG `file`")
	f.Var(cli.OutputFile(&x.out, safefile.JSON), "out", "write the settings to this `file` instead of MODEL.onnx.json")
	f.BoolVar(&x.dryRun, "dry-run", false, "do not write the settings")
	f.BoolVar(&x.timings, "timings", false, "print timings to stderr")
	f.IntVar(&x.cfg.Resamples, "resamples", 1000, "bootstrap samples for errors and intervals")
	f.Uint64Var(&x.cfg.Seed, "seed", 1, "seed of the halves and the bootstrap")
	cli.WorkersFlag(f, &x.cfg.Workers, "recordings evaluated in parallel; does not change the results")
	cli.Bound(f, "tolerance", number.Whole(0, 600))
	cli.Bound(f, "refractory", number.Whole(0, 600))
	cli.Bound(f, "trained-split", number.AtLeast(-1))
	cli.Bound(f, "resamples", number.Whole(2, 1_000_000))
	cli.SetupFlags(cmd, &x.cfg.Setup)
	cli.IsolationFlags(cmd, &x.cfg.Setup.Isolation, bot.Auto)
	cli.AliasFlag(f, &x.cfg.Setup.Aliases)
	tableFlags(cmd, &x.form)
	cmd.ValidArgsFunction = cli.CompleteModels
	cli.CompleteFlag(cmd, "objective", tune.Objectives()...)
	cli.CompleteFlag(cmd, "decoder", tune.Decoders()...)
	cli.CompleteFlag(cmd, "calibrate", tune.Calibrations()...)
	return cmd
}

// validate parses the contestant and refuses flags that contradict each other.
func (x *tuneFlags) validate(spec string) (err error) {
	switch {
	case x.logs == "":
		return errors.New("no logs; use --logs DIR, as docs/formats.md describes it")
	case x.dryRun && x.out != "":
		return errors.New("--dry-run writes nothing; leave out --out")
	}
	if x.cfg.Contestant, err = bot.ParsePattern(spec); err != nil {
		return err
	}
	return cli.Distinct([]cli.File{{Flag: "--logs", Path: x.logs}, {Flag: "MODEL", Path: x.cfg.Contestant.Path}}, []cli.File{{Flag: "--plot", Path: x.plot}, {Flag: "--out", Path: x.out}})
}

func (x *tuneFlags) run(cmd *cobra.Command, spec string) error {
	if err := x.validate(spec); err != nil {
		return err
	}
	folder, err := logs.Open(x.logs)
	if err != nil {
		return err
	}
	bar := newProgress(cmd.ErrOrStderr(), "recordings")
	x.cfg.Progress = bar.set
	doc, err := tune.Run(cmd.Context(), folder, x.cfg)
	bar.done()
	var collapsed *tune.CollapsedError
	if errors.As(err, &collapsed) {
		err = cli.Bad(fmt.Sprintf("%v; nothing was written", collapsed))
	}
	if err != nil {
		return err
	}
	err = x.keep(doc) // the result is printed even if it cannot be written
	if x.timings {
		err = errors.Join(err, report.TuningTimings(cmd.ErrOrStderr(), doc))
	}
	return errors.Join(report.Tuning(cmd.OutOrStdout(), doc, x.form), err)
}

// keep writes the requested chart and the sidecar.
func (x *tuneFlags) keep(doc *tune.Document) (err error) {
	if x.plot != "" {
		err = report.KeepTuningChart(x.plot, doc)
	}
	if x.dryRun {
		return err
	}
	own := doc.Model + ".json"
	return errors.Join(err, doc.WriteSidecar(cmp.Or(x.out, own), own))
}
