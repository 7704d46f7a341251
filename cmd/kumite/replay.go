package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/report"
)

func replayCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "replay",
		Short: "Verify recordings of matches",
	}
	helps(cmd)
	cmd.AddCommand(verifyCommand())
	return cmd
}

func verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify FILE|DIR...",
		Short: "Check that recordings reproduce bit for bit",
		Long: `Verify replays recordings and compares the world's hash with the recorded hashes,
one per second and at the end. In a folder it verifies all recordings. It compares
each line of a tournament's matches.jsonl with its recording and the manifest, counts
its presses and hits again, looks for recordings without a line, and compares
results.json with the results of the lines. It exits with 1 if a recording does not
reproduce or something differs, and with 2 if a file cannot be read; it still checks
the other files.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("replay verify: no recordings; name files or folders")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			bar := newProgress(cmd.ErrOrStderr(), "verifying")
			found, err := arena.Verify(cmd.Context(), args, runtime.NumCPU(), bar.set)
			bar.done()
			if errors.Is(err, context.Canceled) {
				err = fmt.Errorf("replay verify: %w", err)
			}
			if err = errors.Join(report.Verification(cmd.OutOrStdout(), found), err); err != nil {
				return err
			}
			if !found.Sound() {
				return cli.Bad("") // the reason is on stdout
			}
			return nil
		},
	}
}
