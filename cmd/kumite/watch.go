package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/cmd/internal/watch"
)

func watchCommand() *cobra.Command {
	cmd := watch.Command(nil)
	cmd.DisableFlagParsing = true // the window parses them
	cmd.Args, cmd.Annotations = nil, nil
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if slices.Contains(args, "--help") || slices.Contains(args, "-h") {
			return cmd.Help() // works without a display
		}
		return runBeside(cmd, "kumite-watch", "make watch", args)
	}
	return cmd
}
