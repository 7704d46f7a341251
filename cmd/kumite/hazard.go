package main

import (
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/hazard"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/sim"
)

// hazardFlags are the flags of kumite hazard.
type hazardFlags struct {
	cfg  hazard.Config
	form report.Form
}

func hazardCommand() *cobra.Command {
	x := hazardFlags{cfg: hazard.Config{Rules: sim.DefaultRules()}}
	cmd := &cobra.Command{
		Use:   "hazard MODEL",
		Short: "Compare a model's p_act with the script's true probability of a press",
		Long: `Hazard plays matches of a script and computes, on each of its frames, the true
probability that it presses in the next decision period, given the whole match so far.
It compares this hazard, and the presses, with the model's p_act on the same frames,
grouped by the model's probability, by the true one, and by the skill that the rule chooses.

The hazard is the share of futures with a press: the next period is played many times,
with the script's hidden decisions and all random numbers drawn again.`,
		Example: `  kumite hazard --matches 100 models/pro-ce.onnx
  kumite hazard --against pro,rookie,spammer --json models/pro-rgb.onnx`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return x.run(cmd, args[0]) },
	}
	f := cmd.Flags()
	f.StringVar(&x.cfg.Script, "script", "pro", "the `script` that presses")
	f.StringSliceVar(&x.cfg.Against, "against", []string{"pro"}, "`scripts` that the script plays against in turn")
	f.IntVar(&x.cfg.Matches, "matches", 40, "number of matches")
	f.IntVar(&x.cfg.Futures, "futures", 400, "futures per frame, 25 times as many where the hazard seems above 0.4")
	f.Uint64Var(&x.cfg.Seed, "seed", 1, "seed of the matches and the futures")
	cli.WorkersFlag(f, &x.cfg.Workers, "matches in parallel; does not change the results")
	tableFlags(cmd, &x.form)
	cli.SetupFlags(cmd, &x.cfg.Setup)
	cli.IsolationFlags(cmd, &x.cfg.Setup.Isolation, bot.Auto)
	cli.Bound(f, "matches", number.Whole(1, 100_000))
	cli.Bound(f, "futures", number.Whole(1, hazard.MaxFutures))
	cmd.ValidArgsFunction = cli.CompleteModels
	return cmd
}

func (x *hazardFlags) run(cmd *cobra.Command, model string) (err error) {
	if x.cfg.Model, err = bot.ParsePattern(model); err != nil {
		return err
	}
	bar := newProgress(cmd.ErrOrStderr(), "matches")
	x.cfg.Progress = bar.set
	doc, err := hazard.Run(cmd.Context(), x.cfg)
	bar.done()
	if err != nil {
		return err
	}
	return report.Hazard(cmd.OutOrStdout(), doc, x.form)
}
