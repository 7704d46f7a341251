package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/internal/safefile"
)

func benchCommand() *cobra.Command {
	cfg := bench.Default()
	var (
		form report.Form
		plot string
	)
	cmd := &cobra.Command{
		Use:   "bench CONTESTANT",
		Short: "Measure how long a decision takes, and how many per second are possible",
		Long: `Bench measures a model in one of these scenarios:

  single   one decision at a time: back to back (hot), and every 100 ms (paced)
  server   the largest number of agents, each with a decision every 100 ms, for
           which 99 % of the decisions end within --bound of their scheduled moment
  offline  scores per second of the model alone, by batch size
  matches  match-seconds per second of the model against itself, by workers
  memory   the memory that each further session of the model holds

Measurements repeat in windows until the last three agree within 10 % in rate and
latency, at most ten times. Percentiles have a 95 % interval, and beside it the
bound that the samples confirm with 99 % confidence (MLPerf LoadGen's early
stopping). Contestants that are compared are measured in turn.

A model runs in this process unless --isolate says otherwise: bench only models that you trust.`,
		Example: `  kumite bench models/pro-ce.onnx
  kumite bench --plot latency.svg --vs models/pro-tiny.onnx models/pro-ce.onnx
  kumite bench --scenario server --bound 5ms --arrivals poisson models/pro-ce.onnx
  kumite bench --scenario matches --json models/pro-ce.onnx`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if cfg.Contestant, err = bot.ExpandOne(args[0]); err != nil {
				return err
			}
			if cfg.Other, err = bot.ExpandOne(cfg.Other); err != nil {
				return fmt.Errorf("--vs: %w", err)
			}
			if plot != "" && !cfg.Scenario.TimesEach() {
				return fmt.Errorf("--plot draws latencies, and scenario %s has none; leave it out", cfg.Scenario)
			}
			bar := newProgress(cmd.ErrOrStderr(), "measurements")
			cfg.Progress = bar.set
			doc, err := bench.Run(cmd.Context(), cfg)
			bar.done()
			if err != nil {
				return err
			}
			err = report.Bench(cmd.OutOrStdout(), doc, form)
			if plot != "" {
				err = errors.Join(err, durable.WriteFile(plot, func(w io.Writer) error { return report.DrawBench(w, doc) }))
			}
			return err
		},
	}
	f := cmd.Flags()
	f.Var(&cfg.Scenario, "scenario", "what to measure")
	f.StringVar(&cfg.Other, "vs", "", "also measure this `contestant`, window by window, and print the ratios")
	f.DurationVar(&cfg.Bound, "bound", cfg.Bound, "server: time within which 99 % of the decisions must end")
	f.Var(&cfg.Arrivals, "arrivals", "server: each agent regularly (clock), or all independently (poisson)")
	f.IntVar(&cfg.Workers, "workers", cfg.Workers, "server: sessions that serve; matches: largest number of matches at once")
	f.IntSliceVar(&cfg.Batches, "batches", cfg.Batches, "offline: batch sizes, in ascending order from 1")
	f.IntVar(&cfg.Sessions, "sessions", cfg.Sessions, "memory: sessions to open")
	f.DurationVar(&cfg.Pace, "pace", cfg.Pace, "single, server: from one decision of an agent to the next")
	f.Var(cli.OutputFile(&plot, safefile.Markup), "plot", "draw the distribution of latencies to this SVG `file`")
	f.DurationVar(&cfg.Window, "window", cfg.Window, "duration of a window; paced, at least 25 decisions")
	f.Uint64Var(&cfg.Seed, "seed", cfg.Seed, "seed of the match whose frames are decided on, and of arrivals")
	tableFlags(cmd, &form)
	cli.Bound(f, "workers", cli.Workers)
	cli.Bound(f, "batches", number.Whole(1, bench.MaxBatch))
	cli.Bound(f, "sessions", number.Whole(3, bench.MaxSessions))
	for _, name := range []string{"bound", "pace", "window"} {
		cli.Duration(f, name)
	}
	cli.SetupFlags(cmd, &cfg.Setup)
	cli.IsolationFlags(cmd, &cfg.Setup.Isolation, bot.Never)
	cmd.ValidArgsFunction = cli.CompleteModels
	var scenarios []string
	for _, s := range bench.Scenarios() {
		scenarios = append(scenarios, s.String())
	}
	cli.CompleteFlag(cmd, "scenario", scenarios...)
	cli.CompleteFlag(cmd, "arrivals", bench.OnClock.String(), bench.Poisson.String())
	return cmd
}
