package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/selection"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/sim"
)

// selectFlags are the flags of kumite select.
type selectFlags struct {
	cfg         selection.Config
	against     string
	table       string // to rehearse on
	repetitions int
	form        report.Form
}

func selectCommand() *cobra.Command {
	x := selectFlags{cfg: selection.Config{Rule: selection.DefaultRule(), Rules: sim.DefaultRules()}}
	cmd := &cobra.Command{
		Use:   "select (CONTESTANT... | --rehearse FILE)",
		Short: "Find the best of many candidates with few matches",
		Long: `Select plays the candidates against one opponent, the same pair of each on the same
seed, and gives the next pairs to those that may still be the best. It ends when the
leader is within --delta of the best with the probability --confidence, by a normal
model of the scores. With --logs, an offline score says which candidates to try first.

--rehearse FILE repeats selections on pairs that are drawn from recorded ones instead,
and reports how often the choice was right and what it cost. docs/formats.md describes
the file.`,
		Example: `  kumite select models/*.onnx
  kumite select --logs held-out --delta 0.02 'models/*.onnx' 'models/*.onnx?decode=logit_adjust&tau=0.5'
  kumite select --rehearse agent/selection/testdata/pairs.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if x.table != "" {
				return x.rehearse(cmd, args)
			}
			return x.run(cmd, args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&x.against, "against", "script:pro", "`contestant` to play against")
	f.Float64Var(&x.cfg.Rule.Delta, "delta", x.cfg.Rule.Delta, "scores this close to the best are good enough")
	f.Float64Var(&x.cfg.Rule.Confidence, "confidence", x.cfg.Rule.Confidence, "probability that the choice is good enough")
	f.IntVar(&x.cfg.Rule.First, "first", x.cfg.Rule.First, "pairs that each candidate plays before any are given by score")
	f.IntVar(&x.cfg.Rule.MaxPairs, "max-pairs", x.cfg.Rule.MaxPairs, "largest number of pairs of one candidate")
	f.StringVar(&x.cfg.Logs, "logs", "", "log `folder` for an offline score; no model may have been trained on it")
	f.StringVar(&x.cfg.Metric, "metric", selection.DefaultMetric, "`key` of the offline score, as in study.json")
	f.StringVar(&x.table, "rehearse", "", "repeat selections on the recorded pairs of this `file`")
	f.IntVar(&x.repetitions, "repetitions", 200, "selections of a rehearsal")
	f.Uint64Var(&x.cfg.Seed, "seed", 1, "seed of the matches and the choices")
	cli.DelayFlag(f, &x.cfg.Delay)
	cli.WorkersFlag(f, &x.cfg.Workers, "matches or recordings in parallel; does not change the results")
	tableFlags(cmd, &x.form)
	cli.SetupFlags(cmd, &x.cfg.Setup)
	cli.IsolationFlags(cmd, &x.cfg.Setup.Isolation, bot.Auto)
	cli.Bound(f, "delta", number.Between(0.001, 0.5))
	cli.Bound(f, "confidence", number.Between(0.5, 0.999))
	cli.Bound(f, "first", number.Whole(2, 1000))
	cli.Bound(f, "max-pairs", number.Whole(2, 100_000))
	cli.Bound(f, "repetitions", number.Whole(1, 100_000))
	cmd.ValidArgsFunction = cli.CompleteModels
	cmd.MarkFlagsMutuallyExclusive("rehearse", "logs")
	return cmd
}

// run plays a selection.
func (x *selectFlags) run(cmd *cobra.Command, args []string) (err error) {
	err = cli.Refuse(cmd.Flags(), "needs recorded pairs; add --rehearse FILE", "repetitions")
	if err == nil && x.cfg.Logs == "" {
		err = cli.Refuse(cmd.Flags(), "needs logs; add --logs DIR", "metric")
	}
	if err != nil {
		return err
	}
	if x.cfg.Candidates, err = bot.ParsePatterns(args); err != nil {
		return err
	}
	if x.cfg.Against, err = bot.ParsePattern(x.against); err != nil {
		return err
	}
	bar := newProgress(cmd.ErrOrStderr(), "pairs, at most")
	x.cfg.Progress = bar.set
	doc, err := selection.Run(cmd.Context(), x.cfg)
	bar.done()
	if err != nil {
		return err
	}
	return report.Selection(cmd.OutOrStdout(), doc, x.form)
}

// rehearse repeats selections on recorded pairs.
func (x *selectFlags) rehearse(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return errors.New("--rehearse takes the candidates of its file; leave out the contestants")
	}
	if err := cli.Refuse(cmd.Flags(), "cannot be used with --rehearse, which plays nothing; leave it out", "against", "metric", "delay", "provider", "isolate", "memory-limit", "load-limit", "allow-random"); err != nil {
		return err
	}
	t, err := selection.ReadTable(x.table)
	if err != nil {
		return err
	}
	doc, err := selection.Rehearse(cmd.Context(), t, selection.RehearsalConfig{Rule: x.cfg.Rule, Repetitions: x.repetitions, Seed: x.cfg.Seed, Workers: x.cfg.Workers})
	if err != nil {
		return err
	}
	return report.Rehearsal(cmd.OutOrStdout(), doc, x.form)
}
