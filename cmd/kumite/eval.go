package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/vision/logs"
)

// evalFlags are the flags of kumite eval.
type evalFlags struct {
	logs     string
	baseline string
	tests    string // a folder of scenarios
	from     openloop.Predictions
	prior    string // of the predictions, comma-separated
	cfg      openloop.Config
	charts   report.EvaluationCharts
	form     report.Form
	fails    bool // on collapse
	timings  bool
}

func evalCommand() *cobra.Command {
	x := evalFlags{cfg: openloop.Config{Setup: bot.Setup{Eye: bot.OpenCV}}}
	cmd := &cobra.Command{
		Use:   "eval (--logs DIR CONTESTANT... | --scenarios DIR CONTESTANT... | --predictions FILE.csv)",
		Short: "Evaluate models offline, on logs",
		Long: `Eval runs each model on the same logs and compares its decisions with the
expert's: presses matched in time first, then single frames. Intervals are
bootstrapped over recordings. Frame accuracy is printed beside that of never
acting, which is almost as high when one frame in a hundred has a press.

Several models are also compared with one of them, the first unless --baseline names
another: the intervals of these differences resample the same recordings for both.

Logs are open-loop: decisions do not change what follows. The agent's book of
cooldowns and stamina is kept nevertheless, so a skill that it has just used is
not available. Its presses without the book are printed as well. Models of other
games have no book; --alias names their classes as the logs do.

With --predictions, eval scores a table instead, without a model or video:
recording,frame,truth,predicted, optionally a column of scores for each class
(logit:CLASS), and optionally a column "available", empty where no skill could
be used. --decoder decodes the scores again. FILE may be a pipe: /dev/stdin, or <(...).

With --scenarios, eval plays the tests that feedback scenarios made of complaints, and
compares the other contestants with the first: which complaints they settle and bring
back. It exits with 1 if a contestant brings one back.`,
		Example: `  kumite record --out logs --matches 40 --seed 7
  kumite eval --logs logs 'models/pro-ce.onnx?decode=argmax&name=naive' models/pro-ce.onnx
  kumite eval --logs logs --baseline old.onnx new.onnx
  kumite eval --logs logs --save-predictions p.csv --confusion c.svg models/pro-ce.onnx
  kumite eval --predictions p.csv --decoder 'decode=gate&gamma=-2&tau_skill=0'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if x.tests != "" {
				return x.runScenarios(cmd, args)
			}
			if err := x.validate(args); err != nil {
				return err
			}
			return x.run(cmd, args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&x.logs, "logs", "", "log `folder`, as docs/formats.md describes it")
	f.StringVar(&x.tests, "scenarios", "", "`folder` of scenarios, as feedback scenarios makes it, instead of logs")
	f.StringVar(&x.baseline, "baseline", "", "compare the others with this `contestant` (default: the first)")
	f.StringVar(&x.from.Path, "predictions", "", "score this CSV `file` instead of models on logs")
	f.StringVar(&x.from.Decoder, "decoder", "", "decode the predictions' scores with this `query`, e.g. decode=gate&gamma=-2")
	f.StringVar(&x.prior, "prior", "", "class prior of the predictions' scores, `P0,P1,...` in the order of the classes")
	f.StringSliceVar(&x.from.Classes, "classes", nil, "classes of the predictions, in order (default: those of the scores, else all that appear)")
	f.StringVar(&x.from.NoAction, "no-action", "", "`name` of the class of the predictions that presses nothing (default: no_action, or else 0)")
	f.BoolVar(&x.from.Book, "book", false, "with --decoder: keep the agent's book of cooldowns and stamina")
	f.Var(cli.OutputFile(&x.cfg.SavePredictions, safefile.PredictionTable), "save-predictions", "write the predictions of a single contestant to this CSV `file`")
	f.Var(cli.OutputFile(&x.charts.Confusion, safefile.Markup), "confusion", "draw the confusion matrix of a single contestant to this SVG `file`")
	f.Var(cli.OutputFile(&x.charts.Reliability, safefile.Markup), "reliability", "draw a reliability diagram of p_act to this SVG `file`")
	f.BoolVar(&x.cfg.Refer, "reference", false, "write the statistics of these logs into the sidecar of a single model, for serve to compare with")
	f.BoolVar(&x.fails, "fail-on-collapse", false, "exit with 1 if a model has collapsed, i.e. hardly ever acts")
	f.BoolVar(&x.timings, "timings", false, "print timings to stderr")
	cli.SetupFlags(cmd, &x.cfg.Setup)
	cli.IsolationFlags(cmd, &x.cfg.Setup.Isolation, bot.Auto)
	cli.AliasFlag(f, &x.cfg.Setup.Aliases)
	f.IntVar(&x.cfg.Resamples, "resamples", 1000, "bootstrap samples for the intervals")
	f.Uint64Var(&x.cfg.Seed, "seed", 1, "seed of the bootstrap")
	cli.WorkersFlag(f, &x.cfg.Workers, "recordings evaluated in parallel; does not change the results")
	cli.Bound(f, "resamples", cli.Resamples)
	tableFlags(cmd, &x.form)
	cmd.ValidArgsFunction = cli.CompleteModels
	return cmd
}

// validate refuses flags that contradict each other.
func (x *evalFlags) validate(args []string) error {
	tabled := x.from.Path != ""
	switch {
	case tabled && (x.logs != "" || len(args) > 0 || x.cfg.SavePredictions != "" || x.cfg.Setup.Aliases != nil || x.baseline != ""):
		return errors.New("--predictions replaces models and logs; leave out --logs, --baseline, --save-predictions, --alias and contestants")
	case !tabled && (x.from.Decoder != "" || x.prior != "" || x.from.Book || x.from.Classes != nil || x.from.NoAction != ""):
		return errors.New("--decoder, --prior, --classes, --no-action and --book need --predictions; set a contestant's decoder in its query")
	case tabled && x.cfg.Refer:
		return errors.New("--reference needs a model and logs; leave out --predictions")
	case !tabled && x.logs == "":
		return errors.New("no logs; use --logs DIR, as docs/formats.md describes it, or --predictions FILE.csv")
	}
	return errors.Join(x.charts.Validate(len(args)), cli.Distinct([]cli.File{{Flag: "--logs", Path: x.logs}, {Flag: "--predictions", Path: x.from.Path}},
		[]cli.File{{Flag: "--save-predictions", Path: x.cfg.SavePredictions}, {Flag: "--confusion", Path: x.charts.Confusion}, {Flag: "--reliability", Path: x.charts.Reliability}}))
}

func (x *evalFlags) run(cmd *cobra.Command, args []string) error {
	doc, err := x.evaluate(cmd, args)
	if err != nil {
		return err
	}
	if x.timings {
		err = report.EvaluationTimings(cmd.ErrOrStderr(), doc.Timings)
	}
	if x.cfg.Refer {
		sidecar, failed := doc.WriteReference()
		if err = errors.Join(err, failed); failed == nil {
			fmt.Fprintf(cmd.ErrOrStderr(), "wrote %s\n", sidecar)
		}
	}
	if err := errors.Join(err, report.Evaluation(cmd.OutOrStdout(), doc, x.form), report.KeepEvaluation(x.charts, doc)); err != nil {
		return err
	}
	if bad := doc.Collapsed(); x.fails && len(bad) > 0 {
		return cli.Bad(fmt.Sprintf("%s has collapsed: %.3f times the expert's presses", bad[0].Name, float64(bad[0].ActionRateRatio)))
	}
	return nil
}

// evaluate evaluates the predictions or the contestants.
func (x *evalFlags) evaluate(cmd *cobra.Command, args []string) (doc *openloop.Evaluation, err error) {
	if x.from.Path != "" {
		if x.from.Prior, err = openloop.ParsePrior(x.prior); err != nil {
			return nil, fmt.Errorf("--prior: %w", err)
		}
		x.from.Resamples, x.from.Seed = x.cfg.Resamples, x.cfg.Seed
		return openloop.EvaluatePredictions(cmd.Context(), x.from)
	}
	if err := x.cfg.SetContestants(args, x.baseline); err != nil {
		return nil, err
	}
	folder, err := logs.Open(x.logs)
	if err != nil {
		return nil, err
	}
	bar := newProgress(cmd.ErrOrStderr(), "recordings")
	defer bar.done()
	x.cfg.Progress = bar.set
	return openloop.Evaluate(cmd.Context(), folder, x.cfg)
}
