package main

import "github.com/spf13/cobra"

func historyCommand() *cobra.Command {
	return &cobra.Command{
		Use:                "history [flags] FOLDER...",
		Short:              "Print the win rates of models over many runs, and whether one got worse",
		DisableFlagParsing: true, // kumite-history parses them
		RunE: func(cmd *cobra.Command, args []string) error {
			return runBeside(cmd, "kumite-history", "make build", args)
		},
	}
}
