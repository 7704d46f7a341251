package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/vision/logs"
)

// evaluation is what `kumite eval --json` prints.
type evaluation struct {
	Schema     string           `json:"schema"`
	Logs       offline.Logs     `json:"logs"`
	Candidates []offline.Result `json:"candidates"`
}

// evalFlags is what the command line asks for.
type evalFlags struct {
	logs         string
	from         predictedElsewhere
	save         string
	confusion    string
	reliability  string
	asJSON       bool
	failCollapse bool
	timings      bool
	cfg          offline.Config
	workers      int
	setup        bot.Setup
}

func evalCommand() *cobra.Command {
	x := evalFlags{setup: bot.Setup{Eye: bot.OpenCV}}
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
	f.StringVar(&x.from.path, "predictions", "", "score this `table` instead of models on logs")
	f.StringVar(&x.from.decoder, "decoder", "", "decode the table's scores with this `query`, e.g. decode=gate&gamma=-2")
	f.StringVar(&x.from.prior, "prior", "", "class prior of the table's scores, `P0,P1,...` in the order of its classes")
	f.StringSliceVar(&x.from.classes, "classes", nil, "the table's classes in order; default: those of its scores, else all it names")
	f.BoolVar(&x.from.book, "book", false, "with --decoder: keep the agent's own book of cooldowns and stamina")
	f.Var(cli.OutputFile(&x.save), "save-predictions", "write such a `table` of the one contestant")
	f.Var(cli.OutputFile(&x.confusion), "confusion", "draw the one contestant's confusion matrix to this SVG `file`")
	f.Var(cli.OutputFile(&x.reliability), "reliability", "draw what p_act promises and what comes to this SVG `file`")
	f.BoolVar(&x.asJSON, "json", false, "print one JSON document")
	f.BoolVar(&x.failCollapse, "fail-on-collapse", false, "exit 1 when a model hardly ever acts")
	f.BoolVar(&x.timings, "timings", false, "tell on stderr where the time went")
	cli.SetupFlags(f, &x.setup)
	f.IntVar(&x.cfg.Resamples, "resamples", 1000, "bootstrap samples for the intervals")
	f.Uint64Var(&x.cfg.Seed, "seed", 1, "of the bootstrap")
	f.IntVar(&x.workers, "workers", runtime.NumCPU(), "recordings at once; does not change the results")
	return cmd
}

// validate refuses flags that do not go together.
func (x *evalFlags) validate(args []string) error {
	if err := x.checkOutputs(); err != nil {
		return err
	}
	switch {
	case x.workers < 1:
		return fmt.Errorf("--workers is %d; want at least 1", x.workers)
	case x.from.path != "" && (x.logs != "" || len(args) > 0 || x.save != ""):
		return errors.New("--predictions is scored alone; leave out --logs, --save-predictions and contestants")
	case x.from.path != "" && x.from.book && x.from.decoder == "":
		return errors.New("--book is kept while decoding; name a --decoder")
	case x.from.path != "" && x.from.prior != "" && x.from.decoder == "":
		return errors.New("--prior is for decoding; name a --decoder")
	case x.from.path != "":
		return nil
	case x.from.decoder != "" || x.from.prior != "" || x.from.book || x.from.classes != nil:
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
	if x.from.path != "" {
		taken[absolute(x.from.path)] = "--predictions"
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
	var (
		doc      evaluation
		err      error
		source   string
		periodMS float64
	)
	if x.from.path != "" {
		source = x.from.path
		doc, err = evaluatePredictions(cmd.Context(), x.from, x.cfg)
	} else {
		source = x.logs
		doc, periodMS, err = x.evaluate(cmd.Context(), args, cmd.ErrOrStderr())
	}
	if err != nil {
		return err
	}
	if x.asJSON {
		err = durable.EncodeJSON(cmd.OutOrStdout(), doc)
	} else {
		printEvaluation(cmd.OutOrStdout(), source, doc, periodMS)
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

// evaluate runs contestants over the logs, whose decision period it returns.
func (x *evalFlags) evaluate(ctx context.Context, args []string, stderr io.Writer) (doc evaluation, periodMS float64, err error) {
	contestants, err := bot.ParseAll(args)
	if err != nil {
		return doc, 0, err
	}
	for _, c := range contestants {
		if c.Path == "" {
			return doc, 0, fmt.Errorf("contestant %q: eval scores models; a script sees the world, not logs", c.Spec)
		}
	}
	folder, err := logs.Open(x.logs)
	if err != nil {
		return doc, 0, err
	}
	e, err := newEvaluator(folder, contestants, x.setup, x.cfg, x.workers)
	if err != nil {
		return doc, 0, err
	}
	start := time.Now()
	bar := newProgress(stderr, "recordings", len(folder.Recordings))
	if x.save == "" {
		doc, err = e.run(ctx, bar)
	} else {
		var failed error // of the evaluation, and not of writing
		err = durable.WriteFile(x.save, func(w io.Writer) error {
			table := newPredictionsWriter(w, folder.Classes)
			e.save = func(r offline.Recording) error {
				if err := table.write(r); err != nil {
					return fmt.Errorf("--save-predictions %s: %w", x.save, err)
				}
				return nil
			}
			doc, failed = e.run(ctx, bar)
			return failed
		})
		if failed != nil {
			err = failed
		}
	}
	bar.done()
	if x.timings && err == nil {
		printTimings(stderr, e.times(), time.Since(start), len(e.workers))
	}
	return doc, folder.DecisionPeriodMS, e.close(err)
}

// printTimings tells where the time went. Busy is the workers' time from start
// to end, waiting for the slowest included.
func printTimings(out io.Writer, t timings, wall time.Duration, workers int) {
	busy := wall * time.Duration(workers)
	least := t.decode + t.run
	per := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(max(t.frames, 1)) }
	fmt.Fprintf(out, "timings: %d frames, %d workers, %.1f s; a frame: decode %.1f µs, see %.1f, run %.1f, score %.1f, whole %.1f = %.3f × (decode + run)\n",
		t.frames, workers, wall.Seconds(), per(t.decode), per(t.see), per(t.run), per(t.rest), per(busy), float64(busy)/float64(max(least, 1)))
}
