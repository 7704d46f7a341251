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

// evalFlags is what the command line asks for.
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
		Short: "How good does a model look offline, on logs?",
		Long: `Eval runs each model over the same logs, decodes with all wrappers on, and
compares with what the expert did: presses matched in time first, frames after.
Intervals are bootstrapped over recordings. Frame accuracy stands beside what
never acting would score, because at one press in a hundred frames the two are
hard to tell apart.

A log is open-loop: an action decoded there spends nothing. The agent's own book
is kept all the same, so a skill that it has just used is not available; how
often it would have pressed without the book stands below.

With --predictions it scores a table that any program can write, without model
or video: recording,frame,truth,predicted and optionally one column of scores
per class named logit:CLASS, and a column available that is empty where no
skill could be used. With --decoder the prediction is decoded from the scores,
with every skill available, or with --book as an agent of this game would.`,
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
	f.StringVar(&x.logs, "logs", "", "the log `folder`, as kumite record writes it")
	f.StringVar(&x.from.Path, "predictions", "", "score this `table` instead of models on logs")
	f.StringVar(&x.from.Decoder, "decoder", "", "decode the table's scores with this `query`, e.g. decode=gate&gamma=-2")
	f.StringVar(&x.prior, "prior", "", "class prior of the table's scores, `P0,P1,...` in the order of its classes")
	f.StringSliceVar(&x.from.Classes, "classes", nil, "the table's classes in order; default: those of its scores, else all it names")
	f.BoolVar(&x.from.Book, "book", false, "with --decoder: keep the agent's own book of cooldowns and stamina")
	f.Var(cli.OutputFile(&x.save), "save-predictions", "write such a `table` of the one contestant")
	f.Var(cli.OutputFile(&x.confusion), "confusion", "draw the one contestant's confusion matrix to this SVG `file`")
	f.Var(cli.OutputFile(&x.reliability), "reliability", "draw what p_act promises and what comes to this SVG `file`")
	f.BoolVar(&x.asJSON, "json", false, "print one JSON document")
	f.BoolVar(&x.failCollapse, "fail-on-collapse", false, "exit 1 when a model hardly ever acts")
	f.BoolVar(&x.timings, "timings", false, "tell on stderr where the time went")
	cli.SetupFlags(f, &x.cfg.Setup)
	f.IntVar(&x.cfg.Resamples, "resamples", 1000, "bootstrap samples for the intervals")
	f.Uint64Var(&x.cfg.Seed, "seed", 1, "of the bootstrap")
	f.IntVar(&x.cfg.Workers, "workers", runtime.NumCPU(), "recordings at once; does not change the results")
	return cmd
}

// validate refuses flags that do not go together.
func (x *evalFlags) validate(args []string) error {
	if err := x.checkOutputs(); err != nil {
		return err
	}
	switch {
	case x.cfg.Workers < 1:
		return fmt.Errorf("--workers is %d; want at least 1", x.cfg.Workers)
	case x.from.Path != "" && (x.logs != "" || len(args) > 0 || x.save != ""):
		return errors.New("--predictions is scored alone; leave out --logs, --save-predictions and contestants")
	case x.from.Path != "" && x.from.Book && x.from.Decoder == "":
		return errors.New("--book is kept while decoding; name a --decoder")
	case x.from.Path != "" && x.prior != "" && x.from.Decoder == "":
		return errors.New("--prior is for decoding; name a --decoder")
	case x.from.Path != "":
		return nil
	case x.from.Decoder != "" || x.prior != "" || x.from.Book || x.from.Classes != nil:
		return errors.New("--decoder, --prior, --classes and --book are for --predictions; a contestant has its decoder in its query")
	case x.logs == "":
		return errors.New("--logs names no folder; give one that kumite record wrote, or --predictions FILE.csv")
	case len(args) == 0:
		return errors.New("no CONTESTANT is named; give models, e.g. models/pro-ce.onnx")
	case x.save != "" && len(args) > 1:
		return fmt.Errorf("--save-predictions is of one contestant; %d are named", len(args))
	case x.confusion != "" && len(args) > 1:
		return fmt.Errorf("--confusion is of one contestant; %d are named", len(args))
	}
	return nil
}

// checkOutputs refuses to write one file over another, or over what is read.
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
			return fmt.Errorf("%s and %s name one file, %s; give each its own", other, out.flag, out.path)
		}
		taken[path] = out.flag
		if x.logs != "" && filepath.Dir(path) == absolute(x.logs) {
			return fmt.Errorf("%s %s lies among the logs; choose another folder", out.flag, out.path)
		}
	}
	return nil
}

// absolute is a path that another can be compared with.
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
			return cli.Bad(fmt.Sprintf("%s has collapsed: it acts %.3f times as often as the expert", c.Name, float64(c.ActionRateRatio)))
		}
	}
	return nil
}

// evaluate scores the table or the contestants. It returns what was scored on,
// and the decision period of logs.
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
		var failed error // of the evaluation, and not of writing
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

// draw writes the pictures that were asked for.
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
		return fmt.Errorf("--reliability: %s has no columns logit:CLASS, so nothing is promised", x.from.Path)
	}
	return durable.WriteFile(x.reliability, func(w io.Writer) error { return report.Reliability(w, doc) })
}
