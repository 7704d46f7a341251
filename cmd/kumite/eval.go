package main

import (
	"fmt"
	"io"
	"runtime"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/cmd/internal/wire"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/vision/logs"
)

// evaluation is what `kumite eval --json` prints.
type evaluation struct {
	Schema     string           `json:"schema"`
	Logs       offline.Logs     `json:"logs"`
	Candidates []offline.Result `json:"candidates"`
}

func evalCommand() *cobra.Command {
	var (
		dir       string
		asJSON    bool
		collapse  bool
		resamples int
		seed      uint64
		setup     = wire.Setup{Eye: wire.OpenCV}
		workers   int
	)
	cmd := &cobra.Command{
		Use:   "eval --logs DIR CONTESTANT...",
		Short: "How good does a model look offline, on logs?",
		Long: `Eval runs each model over the same logs, decodes with all wrappers on, and
compares with what the expert did: presses matched in time first, frames after.
Intervals are bootstrapped over recordings. Frame accuracy stands beside what
never acting would score, because at one press in a hundred frames the two are
hard to tell apart.

A log is open-loop: an action decoded there spends nothing. The agent's own book
is kept all the same, so a skill that it has just used is not available.`,
		Example: `  kumite record --out logs --matches 40 --seed 7
  kumite eval --logs logs 'models/pro-ce.onnx?decode=argmax&name=naive' models/pro-ce.onnx`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			contestants, err := arena.ParseAll(args)
			if err != nil {
				return err
			}
			for _, c := range contestants {
				if c.Path == "" {
					return fmt.Errorf("contestant %q: eval scores models; a script sees the world, not logs", c.Spec)
				}
			}
			folder, err := logs.Open(dir)
			if err != nil {
				return err
			}
			e, err := newEvaluator(folder, contestants, setup, offline.Config{Resamples: resamples, Seed: seed}, workers)
			if err != nil {
				return err
			}
			bar := newProgress(cmd.ErrOrStderr(), "recordings", len(folder.Recordings))
			doc, err := e.run(cmd.Context(), bar)
			bar.done()
			if err = e.close(err); err != nil {
				return err
			}
			if asJSON {
				err = printJSON(cmd.OutOrStdout(), doc)
			} else {
				printEvaluation(cmd.OutOrStdout(), dir, doc)
			}
			if err != nil {
				return err
			}
			for _, c := range doc.Candidates {
				if c.Collapsed && collapse {
					return badAnswer{fmt.Sprintf("%s has collapsed: it acts %.3f times as often as the expert", c.Name, float64(c.ActionRateRatio))}
				}
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&dir, "logs", "", "the log folder, as `kumite record` writes it")
	f.BoolVar(&asJSON, "json", false, "print one JSON document")
	f.BoolVar(&collapse, "fail-on-collapse", false, "exit 1 when a model hardly ever acts")
	setup.Flags(f)
	f.IntVar(&resamples, "resamples", 1000, "bootstrap samples for the intervals")
	f.Uint64Var(&seed, "seed", 1, "of the bootstrap")
	f.IntVar(&workers, "workers", runtime.NumCPU(), "recordings at once; does not change the results")
	must(cmd.MarkFlagRequired("logs"))
	return cmd
}

func printEvaluation(out io.Writer, dir string, e evaluation) {
	t := newTable("candidate", "presses / expert's", "event-F1 ±5 [95 %]", "balanced accuracy", "frame accuracy [95 %]", "never acting")
	for _, c := range e.Candidates {
		name := c.Name
		if c.Collapsed {
			name += " COLLAPSED"
		}
		x, _ := c.Events.At(5)
		t.AppendRow(table.Row{
			name, fmt.Sprintf("%d / %d = %s", x.Predicted, x.Expert, decimal(c.ActionRateRatio, 2)),
			decimal(x.F1, 3) + interval(c, "event_f1_5", func(v rating.Float) string { return decimal(v, 3) }),
			percent(c.BalancedAccuracy),
			percent(c.FrameAccuracy) + interval(c, "frame_accuracy", percent),
			percent(c.ConstantBaselineAccuracy),
		})
	}
	fmt.Fprintln(out, t.Render())
	fmt.Fprintf(out, "%s: %d recordings, %d frames, %.2f %% no_action\n", dir, e.Logs.Recordings, e.Logs.Frames, 100*float64(e.Logs.NoActionShare))
}

// interval writes a metric's interval, or nothing where there is none: with a
// single recording, or without resamples.
func interval(c offline.Result, metric string, write func(rating.Float) string) string {
	ci, ok := c.CI95[metric]
	if !ok {
		return ""
	}
	return fmt.Sprintf(" [%s, %s]", write(rating.Float(ci.Lo)), write(rating.Float(ci.Hi)))
}

// decimal writes a number, or that it is undefined.
func decimal(v rating.Float, digits int) string {
	if !v.Defined() {
		return "undefined"
	}
	return fmt.Sprintf("%.*f", digits, float64(v))
}

func percent(v rating.Float) string {
	if !v.Defined() {
		return "undefined"
	}
	return fmt.Sprintf("%.2f %%", 100*float64(v))
}
