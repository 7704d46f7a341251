package main

import (
	"errors"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy"
)

func replayCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "replay",
		Short: "Work with recordings of matches",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return policy.Unknown("replay", args[0], []string{"verify"})
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(verifyCommand())
	return cmd
}

func verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify FILE|DIR...",
		Short: "Does a recording still reproduce, bit for bit?",
		Long: `Verify plays recordings again and compares the world's hash with the recorded
one each second and at the end. A folder stands for all recordings below it.
Where it holds runs of tournaments, each line of matches.jsonl is compared with
its recording as well: what the tables count is what was played. Exit 1 when one
does not reproduce or differs, 2 when one cannot be read.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("replay verify: name recordings, or folders of them")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			bar := newProgress(cmd.ErrOrStderr(), "verifying")
			found, err := arena.Verify(cmd.Context(), args, runtime.NumCPU(), bar.set)
			bar.done()
			if cmd.Context().Err() != nil {
				err = errors.New("replay verify: interrupted")
			}
			if err = errors.Join(report.Verification(cmd.OutOrStdout(), found), err); err != nil {
				return err
			}
			if !found.Sound() {
				return cli.Bad("") // stdout has said it
			}
			return nil
		},
	}
}
