package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/tune"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/vision/logs"
)

// tuneFlags is what the command line asks for.
type tuneFlags struct {
	cfg                     tune.Config
	logs, plot, out         string
	dryRun, asJSON, timings bool
}

func tuneCommand() *cobra.Command {
	x := tuneFlags{cfg: tune.Config{Setup: bot.Setup{Eye: bot.OpenCV}}}
	cmd := &cobra.Command{
		Use:   "tune --logs DIR MODEL",
		Short: "Which decoder settings should this model use?",
		Long: `Tune finds a model's calibration and decoder settings on logs, without a match.
It scores every frame once, halves the recordings, fits temperature and bias on
one half by likelihood, and on the other decodes with each value of the
decoder's main setting, all wrappers on and the agent's own book kept. It takes
the least active setting within one standard error of the best, and writes it
into the sidecar MODEL.onnx.json, whose other keys stay as they are.

The logs should be ones that the model was not trained on; where they hold its
training recordings, --trained-split takes the others.

Objectives: youden, event_f1, event_f2, balanced_accuracy, rate, cost. The default
is ` + tune.Default + `: in 100 pairs each of four models against script:pro (docs/study.md)
the gates that it chose scored 81.4 % on average, those of event_f2 77.4, event_f1
72.6, balanced_accuracy 60.4, rate 54.2; where a wrong press costs a tenth of the
health, youden and event_f2 come to the same. Frame accuracy is none: it rewards
silence.`,
		Example: `  kumite record --out held-out --matches 200 --seed 4242
  kumite tune --logs held-out --plot gate.svg models/pro-ce.onnx
  kumite tune --logs held-out --decoder all --objective event_f1 --dry-run models/pro-ce.onnx`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return x.run(cmd, args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&x.logs, "logs", "", "the log `folder`, as kumite record writes it")
	f.StringVar(&x.cfg.Objective, "objective", tune.Default, strings.Join(tune.Objectives(), ", "))
	f.IntVar(&x.cfg.Tolerance, "tolerance", 5, "frames within which a press matches, for event_f1 and event_f2")
	f.StringVar(&x.cfg.Decoder, "decoder", "", strings.Join(tune.Decoders(), ", ")+"; default: the model's own, or gate where that is argmax")
	f.StringVar(&x.cfg.CostFile, "cost", "", "cost `file`, for the objective and the decoder of that name: CSV truth,CLASS,…")
	f.IntVar(&x.cfg.Refractory, "refractory", 5, "frames without acting after acting, where the model states none")
	f.StringVar(&x.cfg.Calibrate, "calibrate", "auto", "what to fit: both (temperature and bias), temperature, keep (neither), or auto, whichever predicts best")
	f.Int64Var(&x.cfg.TrainedSplit, "trained-split", -1, "the logs are those the model was trained on: seed of kumite tensors, whose training recordings are left out")
	f.Var(cli.OutputFile(&x.plot), "plot", "draw the curve over the setting to this SVG `file`")
	f.Var(cli.OutputFile(&x.out), "out", "write the settings to this `file` instead of MODEL.onnx.json")
	f.BoolVar(&x.dryRun, "dry-run", false, "write no settings")
	f.BoolVar(&x.asJSON, "json", false, "print one JSON document")
	f.BoolVar(&x.timings, "timings", false, "tell on stderr where the time went")
	f.IntVar(&x.cfg.Resamples, "resamples", 1000, "bootstrap samples for errors and intervals")
	f.Uint64Var(&x.cfg.Seed, "seed", 1, "of the halves and the bootstrap")
	f.IntVar(&x.cfg.Workers, "workers", runtime.NumCPU(), "recordings at once; does not change the results")
	cli.SetupFlags(f, &x.cfg.Setup)
	return cmd
}

func (x *tuneFlags) run(cmd *cobra.Command, spec string) (err error) {
	switch {
	case x.logs == "":
		return errors.New("--logs names no folder; give one that kumite record wrote")
	case x.cfg.CostFile == "" && (x.cfg.Objective == "cost" || x.cfg.Decoder == "cost"):
		return errors.New("the objective and the decoder cost need a table of costs; name one with --cost FILE")
	case x.dryRun && x.out != "":
		return errors.New("--dry-run writes nothing; leave out --out")
	}
	if x.cfg.Contestant, err = bot.Parse(spec); err != nil {
		return err
	}
	if err := x.cfg.Validate(); err != nil {
		return fmt.Errorf("tune: %w", err)
	}
	folder, err := logs.Open(x.logs)
	if err != nil {
		return err
	}
	start := time.Now()
	bar := newProgress(cmd.ErrOrStderr(), "recordings")
	x.cfg.Progress = bar.set
	doc, err := tune.Run(cmd.Context(), folder, x.cfg)
	bar.done()
	var collapsed *tune.CollapsedError
	switch {
	case errors.Is(err, context.Canceled):
		err = errors.New("tune: interrupted; nothing was written")
	case errors.As(err, &collapsed):
		err = cli.Bad(fmt.Sprintf("%v; nothing was written", collapsed))
	}
	if err != nil {
		return err
	}
	unwritten := x.keep(doc) // what was found is shown all the same
	if x.timings {
		fmt.Fprintf(cmd.ErrOrStderr(), "timings: %d frames: scored in %.1f s, decoded with %d settings in %.1f s, all in %.1f s\n",
			doc.Logs.Frames, doc.Timings.Scoring.Seconds(), doc.Settings, doc.Timings.Searching.Seconds(), time.Since(start).Seconds())
	}
	if x.asJSON {
		return errors.Join(durable.EncodeJSON(cmd.OutOrStdout(), doc), unwritten)
	}
	report.Tuning(cmd.OutOrStdout(), doc)
	return unwritten
}

// keep writes the picture and the sidecar that were asked for.
func (x *tuneFlags) keep(doc *tune.Document) (err error) {
	if x.plot != "" {
		err = durable.WriteFile(x.plot, func(w io.Writer) error { return report.TuningChart(w, doc) })
	}
	if x.dryRun {
		return err
	}
	own := doc.Model + ".json"
	return errors.Join(err, doc.WriteSidecar(cmp.Or(x.out, own), own))
}
