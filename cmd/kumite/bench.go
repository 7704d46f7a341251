package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
)

func benchCommand() *cobra.Command {
	cfg := bench.Default()
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "bench CONTESTANT",
		Short: "Measure how long a decision takes, and how many per second are possible",
		Long: `Bench measures a model. Scenarios:

  single   one decision at a time: back to back (hot), and every 100 ms (paced)

Measurements repeat in windows until the last three agree within 10 % in rate and
latency, at most ten times. Percentiles have a 95 % interval, and beside it the
bound that the samples confirm with 99 % confidence (MLPerf LoadGen's early
stopping).`,
		Example: `  kumite bench models/pro-ce.onnx
  kumite bench --vs models/pro-tiny.onnx models/pro-ce.onnx`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Contestant = args[0]
			bar := newProgress(cmd.ErrOrStderr(), "windows")
			cfg.Progress = bar.set
			doc, err := bench.Run(cmd.Context(), cfg)
			bar.done()
			switch {
			case errors.Is(err, context.Canceled):
				return errors.New("bench: interrupted; nothing was kept")
			case err != nil:
				return err
			case asJSON:
				return durable.EncodeJSON(cmd.OutOrStdout(), doc)
			}
			return report.Bench(cmd.OutOrStdout(), doc)
		},
	}
	f := cmd.Flags()
	f.Var(&cfg.Scenario, "scenario", "what to measure")
	f.StringVar(&cfg.Other, "vs", "", "also measure this `contestant`, window by window, and print the ratios")
	f.DurationVar(&cfg.Window, "window", cfg.Window, "duration of a window; paced, at least 25 decisions")
	f.Uint64Var(&cfg.Seed, "seed", cfg.Seed, "seed of the match whose frames are decided on, and of arrivals")
	f.BoolVar(&asJSON, "json", false, "print the document as JSON")
	cli.SetupFlags(f, &cfg.Setup)
	cli.IsolationFlags(f, &cfg.Setup.Isolation)
	must(f.Set("isolate", string(bot.Never)))
	f.Lookup("isolate").DefValue, f.Lookup("isolate").Changed = string(bot.Never), false
	return cmd
}
