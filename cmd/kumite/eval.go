package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/vision/logs"
)

// evalFlags are the flags of kumite eval.
type evalFlags struct {
	logs         string
	from         openloop.Predictions
	prior        string // of the predictions, comma-separated
	save         string
	confusion    string
	reliability  string
	asJSON       bool
	failCollapse bool
	timings      bool
	cfg          openloop.Config
}

func evalCommand() *cobra.Command {
	x := evalFlags{cfg: openloop.Config{Setup: bot.Setup{Eye: bot.OpenCV}}}
	cmd := &cobra.Command{
		Use:   "eval (--logs DIR CONTESTANT... | --predictions FILE.csv)",
		Short: "Evaluate models offline, on logs",
		Long: `Eval runs each model on the same logs and compares its decisions with the
expert's: presses matched in time first, then single frames. Intervals are
bootstrapped over recordings. Frame accuracy is printed beside that of never
acting, which is almost as high when one frame in a hundred has a press.

Logs are open-loop: decisions do not change what follows. The agent's book of
cooldowns and stamina is kept nevertheless, so a skill that it has just used is
not available. Its presses without the book are printed as well.

With --predictions, eval scores a table instead, without a model or video:
recording,frame,truth,predicted, optionally a column of scores for each class
(logit:CLASS), and optionally a column "available", empty where no skill could
be used. --decoder decodes the scores again.`,
		Example: `  kumite record --out logs --matches 40 --seed 7
  kumite eval --logs logs 'models/pro-ce.onnx?decode=argmax&name=naive' models/pro-ce.onnx
  kumite eval --logs logs --save-predictions p.csv --confusion c.svg models/pro-ce.onnx
  kumite eval --predictions p.csv --decoder 'decode=gate&gamma=-2&tau_skill=0'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := x.validate(args); err != nil {
				return err
			}
			return x.run(cmd, args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&x.logs, "logs", "", "log `folder`, as kumite record writes it")
	f.StringVar(&x.from.Path, "predictions", "", "score this CSV `file` instead of models on logs")
	f.StringVar(&x.from.Decoder, "decoder", "", "decode the predictions' scores with this `query`, e.g. decode=gate&gamma=-2")
	f.StringVar(&x.prior, "prior", "", "class prior of the predictions' scores, `P0,P1,...` in the order of the classes")
	f.StringSliceVar(&x.from.Classes, "classes", nil, "classes of the predictions, in order (default: those of the scores, else all that appear)")
	f.BoolVar(&x.from.Book, "book", false, "with --decoder: keep the agent's book of cooldowns and stamina")
	f.Var(cli.OutputFile(&x.save), "save-predictions", "write the predictions of a single contestant to this CSV `file`")
	f.Var(cli.OutputFile(&x.confusion), "confusion", "draw the confusion matrix of a single contestant to this SVG `file`")
	f.Var(cli.OutputFile(&x.reliability), "reliability", "draw a reliability diagram of p_act to this SVG `file`")
	f.BoolVar(&x.asJSON, "json", false, "print the evaluation as JSON")
	f.BoolVar(&x.failCollapse, "fail-on-collapse", false, "exit with 1 if a model has collapsed, i.e. hardly ever acts")
	f.BoolVar(&x.timings, "timings", false, "print timings to stderr")
	cli.SetupFlags(f, &x.cfg.Setup)
	f.IntVar(&x.cfg.Resamples, "resamples", 1000, "bootstrap samples for the intervals")
	f.Uint64Var(&x.cfg.Seed, "seed", 1, "seed of the bootstrap")
	f.IntVar(&x.cfg.Workers, "workers", runtime.NumCPU(), "recordings evaluated in parallel; does not change the results")
	cli.Bound(f, "resamples", cli.Resamples)
	cli.Bound(f, "workers", cli.Workers)
	cmd.ValidArgsFunction = cli.CompleteModels
	cli.CompleteFlag(cmd, "provider", cli.ProviderNames()...)
	return cmd
}

// validate refuses flags that contradict each other.
func (x *evalFlags) validate(args []string) error {
	if err := x.checkOutputs(); err != nil {
		return err
	}
	switch {
	case x.from.Path != "" && (x.logs != "" || len(args) > 0 || x.save != ""):
		return errors.New("--predictions replaces models and logs; leave out --logs, --save-predictions and contestants")
	case x.from.Path != "" && x.from.Book && x.from.Decoder == "":
		return errors.New("--book needs a decoder; add --decoder")
	case x.from.Path != "" && x.prior != "" && x.from.Decoder == "":
		return errors.New("--prior needs a decoder; add --decoder")
	case x.from.Path != "":
		return nil
	case x.from.Decoder != "" || x.prior != "" || x.from.Book || x.from.Classes != nil:
		return errors.New("--decoder, --prior, --classes and --book need --predictions; set a contestant's decoder in its query")
	case x.logs == "":
		return errors.New("no logs; use --logs DIR, as kumite record writes it, or --predictions FILE.csv")
	case len(args) == 0:
		return errors.New("no contestants; name at least one model, e.g. models/pro-ce.onnx")
	case x.save != "" && len(args) > 1:
		return fmt.Errorf("--save-predictions takes one contestant; got %d", len(args))
	case x.confusion != "" && len(args) > 1:
		return fmt.Errorf("--confusion takes one contestant; got %d", len(args))
	}
	return nil
}

// checkOutputs refuses an output file that is another output or an input.
func (x *evalFlags) checkOutputs() error {
	taken := map[string]string{}
	if x.from.Path != "" {
		taken[absolute(x.from.Path)] = "--predictions"
	}
	for _, out := range []struct{ flag, path string }{{"--save-predictions", x.save}, {"--confusion", x.confusion}, {"--reliability", x.reliability}} {
		if out.path == "" {
			continue
		}
		path := absolute(out.path)
		if other, known := taken[path]; known {
			return fmt.Errorf("%s and %s name the same file, %s; choose different files", other, out.flag, out.path)
		}
		taken[path] = out.flag
		if x.logs != "" && filepath.Dir(path) == absolute(x.logs) {
			return fmt.Errorf("%s %s is in the log folder; choose another folder", out.flag, out.path)
		}
	}
	return nil
}

// absolute returns an absolute path, for comparison with others.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

func (x *evalFlags) run(cmd *cobra.Command, args []string) error {
	doc, source, periodMS, err := x.evaluate(cmd, args)
	if err != nil {
		if errors.Is(err, context.Canceled) {
			err = errors.New("eval: interrupted")
		}
		return err
	}
	if x.asJSON {
		err = durable.EncodeJSON(cmd.OutOrStdout(), doc)
	} else {
		report.Evaluation(cmd.OutOrStdout(), source, doc, periodMS)
	}
	if err := errors.Join(err, x.draw(doc)); err != nil {
		return err
	}
	for _, c := range doc.Candidates {
		if c.Collapsed && x.failCollapse {
			return cli.Bad(fmt.Sprintf("%s has collapsed: %.3f times the expert's presses", c.Name, float64(c.ActionRateRatio)))
		}
	}
	return nil
}

// evaluate evaluates predictions or contestants. It also returns the name of their
// source and, for logs, the decision period.
func (x *evalFlags) evaluate(cmd *cobra.Command, args []string) (doc *openloop.Evaluation, source string, periodMS float64, err error) {
	if x.from.Path != "" {
		if x.from.Prior, err = openloop.ParsePrior(x.prior); err != nil {
			return nil, "", 0, fmt.Errorf("--prior: %w", err)
		}
		x.from.Resamples, x.from.Seed = x.cfg.Resamples, x.cfg.Seed
		doc, err = openloop.EvaluatePredictions(cmd.Context(), x.from)
		return doc, x.from.Path, 0, err
	}
	if x.cfg.Contestants, err = bot.ParseAll(args); err != nil {
		return nil, "", 0, err
	}
	folder, err := logs.Open(x.logs)
	if err != nil {
		return nil, "", 0, err
	}
	start := time.Now()
	bar := newProgress(cmd.ErrOrStderr(), "recordings")
	x.cfg.Progress = bar.set
	var times openloop.Timings
	if x.save == "" {
		doc, times, err = openloop.Evaluate(cmd.Context(), folder, x.cfg)
	} else {
		var failed error // of the evaluation rather than of writing
		err = durable.WriteFile(x.save, func(w io.Writer) error {
			table := openloop.NewPredictionsWriter(w, folder.Classes)
			x.cfg.Save = table.Write
			doc, times, failed = openloop.Evaluate(cmd.Context(), folder, x.cfg)
			return failed
		})
		err = cmp.Or(failed, err)
	}
	bar.done()
	if x.timings && err == nil {
		report.Timings(cmd.ErrOrStderr(), times, time.Since(start), min(x.cfg.Workers, len(folder.Recordings)))
	}
	return doc, x.logs, folder.DecisionPeriodMS, err
}

// draw writes the requested charts.
func (x *evalFlags) draw(doc *openloop.Evaluation) error {
	if x.confusion != "" {
		if err := durable.WriteFile(x.confusion, func(w io.Writer) error { return report.Confusion(w, doc, doc.Candidates[0]) }); err != nil {
			return err
		}
	}
	if x.reliability == "" {
		return nil
	}
	if !slices.ContainsFunc(doc.Candidates, func(c offline.Result) bool { return c.Scored() }) {
		return fmt.Errorf("--reliability: %s has no scores; add columns logit:CLASS", x.from.Path)
	}
	return durable.WriteFile(x.reliability, func(w io.Writer) error { return report.Reliability(w, doc) })
}
