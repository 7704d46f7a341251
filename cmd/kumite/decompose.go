package main

import (
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/decompose"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/sim"
)

// decomposeFlags are the flags of kumite decompose.
type decomposeFlags struct {
	cfg     decompose.Config
	against string
	form    report.Form
}

func decomposeCommand() *cobra.Command {
	x := decomposeFlags{cfg: decompose.Config{Rules: sim.DefaultRules()}}
	cmd := &cobra.Command{
		Use:   "decompose MODEL",
		Short: "Find where a model loses its matches",
		Long: `Decompose plays a model as it is, and again with one thing corrected by the rule
that the script oracle follows: which skill it presses, which skills it considers
available, its false presses, the openings that it misses, its delay. All variants
meet the same opponent on the same seeds, and the gain of each is taken pair by pair.
The rule alone, with and without the model's timing, is the upper bound.

An opening is a state in which the rule presses; a false press is one where it does
not. The 95 % intervals are of single gains. Gains do not add up.`,
		Example: `  kumite decompose --pairs 200 models/pro-ce.onnx
  kumite decompose --against script:rookie --json 'models/pro-ce.onnx?decode=gate&gamma=-2'`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return x.run(cmd, args[0]) },
	}
	f := cmd.Flags()
	f.StringVar(&x.against, "against", "script:pro", "`contestant` to play against")
	f.IntVar(&x.cfg.Pairs, "pairs", 200, "pairs of matches for each variant")
	f.Uint64Var(&x.cfg.Seed, "seed", 1, "seed of the matches")
	cli.DelayFlag(f, &x.cfg.Delay)
	wrongPressFlag(f, &x.cfg.Rules)
	cli.WorkersFlag(f, &x.cfg.Workers, "matches in parallel; does not change the results")
	tableFlags(cmd, &x.form)
	cli.SetupFlags(cmd, &x.cfg.Setup)
	cli.IsolationFlags(cmd, &x.cfg.Setup.Isolation, bot.Auto)
	cli.Bound(f, "pairs", number.Whole(1, arena.MaxPairs))
	cmd.ValidArgsFunction = cli.CompleteModels
	return cmd
}

func (x *decomposeFlags) run(cmd *cobra.Command, model string) (err error) {
	if x.cfg.Model, err = bot.ParsePattern(model); err != nil {
		return err
	}
	if x.cfg.Against, err = bot.ParsePattern(x.against); err != nil {
		return err
	}
	bar := newProgress(cmd.ErrOrStderr(), "pairs")
	x.cfg.Progress = bar.set
	doc, err := decompose.Run(cmd.Context(), x.cfg)
	bar.done()
	if err != nil {
		return err
	}
	return report.Decomposition(cmd.OutOrStdout(), doc, x.form)
}
