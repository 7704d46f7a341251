package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/breakdown"
	"github.com/kumite/kumite/agent/recommend"
	"github.com/kumite/kumite/internal/report"
)

func showCommand() *cobra.Command {
	var form report.Form
	var broken bool
	cmd := &cobra.Command{
		Use:   "show RUN",
		Short: "Print the results of a run folder again",
		Long: `Show prints the results of the finished matches in the folder of tournament --out,
as that command does. It plays no match and changes no file; another process may be
playing the run.

With --breakdown it prints instead how each contestant won and lost: against whom, with
which skills, on which seeds, and by which mistakes, from the recordings.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("show: %d folders; want one, of tournament --out", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			run, err := arena.Read(args[0])
			if err != nil {
				return err
			}
			if broken {
				return printBreakdown(cmd, run, form)
			}
			return report.Tournament(cmd.OutOrStdout(), run.Outcome, recommend.Leader(run.Results, run.Legs), form)
		},
	}
	formFlags(cmd, &form)
	cmd.Flags().BoolVar(&broken, "breakdown", false, "print how each contestant won and lost, by opponent, skill, seed and mistake")
	cmd.MarkFlagsMutuallyExclusive("breakdown", "csv")
	return cmd
}

func printBreakdown(cmd *cobra.Command, run *arena.Record, form report.Form) error {
	bar := newProgress(cmd.ErrOrStderr(), "replays")
	defer bar.done()
	doc, err := breakdown.Run(cmd.Context(), breakdown.Config{Run: run, Workers: runtime.NumCPU(), Progress: bar.set})
	if err != nil {
		return err
	}
	return report.Breakdown(cmd.OutOrStdout(), doc, form)
}
