package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/ort"
)

// networkCommand runs a network for --isolate: kumite starts itself with it.
func networkCommand() *cobra.Command {
	var (
		on    ort.Provider
		limit bot.Size
		batch int
		alias map[string]string
	)
	cmd := &cobra.Command{
		Use:    cli.NetworkCommand + " MODEL",
		Short:  "Read inputs from stdin and write scores to stdout; started by --isolate",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return bot.Serve(cmd.InOrStdin(), os.Stdout, on, args[0], alias, batch, limit)
		},
	}
	cmd.Flags().Var(&on, "provider", "execution provider")
	cmd.Flags().Var(&limit, "memory-limit", "memory limit of this process")
	cmd.Flags().IntVar(&batch, "batch", 1, "inputs of a run")
	cli.Bound(cmd.Flags(), "batch", number.Whole(1, bench.MaxBatch))
	cli.AliasFlag(cmd.Flags(), &alias)
	return cmd
}
