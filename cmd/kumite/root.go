package main

import (
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/cmd/internal/cli"
)

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "kumite",
		Short: "Play and evaluate skill-selection models in a 1v1 duel",
		Long: `Kumite plays skill-selection models in a 1v1 duel and evaluates them: offline on
logs of an expert, online in seeded, paired matches.`}
	helps(root)
	logger := cli.LogLevel(root)
	root.AddGroup(&cobra.Group{ID: "matches", Title: "Matches:"}, &cobra.Group{ID: "logs", Title: "Logs and offline evaluation:"},
		&cobra.Group{ID: "models", Title: "Models:"}, &cobra.Group{ID: "people", Title: "People:"}, &cobra.Group{ID: "tools", Title: "Tools:"})
	root.SetHelpCommandGroupID("tools")
	root.SetCompletionCommandGroupID("tools")
	for group, commands := range map[string][]*cobra.Command{
		"matches": {tournamentCommand(logger), workerCommand(logger), watchCommand(), mergeCommand(), showCommand(), compareCommand(), historyCommand(), reportCommand(), replayCommand(), studyCommand(logger)},
		"people":  {reviewCommand(), feedbackCommand(), releaseCommand(logger)},
		"logs":    {recordCommand(), tensorsCommand(), evalCommand(), logsCommand()},
		"models":  {tuneCommand(), decodersCommand(), inspectCommand(), benchCommand(), checkCommand(), decomposeCommand(), hazardCommand(), selectCommand(), serveCommand(logger)},
		"tools":   {statsCommand(), doctorCommand()},
	} {
		for _, cmd := range commands {
			cmd.GroupID = group
			root.AddCommand(cmd)
		}
	}
	root.AddCommand(networkCommand(), serveInspectCommand())
	sayInterrupted(root)
	root.InitDefaultHelpCmd()
	help, _, _ := root.Find([]string{"help"}) // which was just added
	help.Run, help.RunE = nil, func(_ *cobra.Command, args []string) error {
		cmd, unknown, err := root.Find(args)
		if err == nil && len(unknown) > 0 {
			err = cli.UnknownCommand(cmd, unknown[0])
		}
		if err != nil {
			return err
		}
		cmd.InitDefaultHelpFlag()
		return cmd.Help()
	}
	return root
}

// helps makes a command that only has subcommands print its help, and refuse a word that
// is none of them.
func helps(cmd *cobra.Command) {
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return cli.UnknownCommand(cmd, args[0])
		}
		return cmd.Help()
	}
}
