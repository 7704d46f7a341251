package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/report"
)

func showCommand() *cobra.Command {
	var form report.Form
	cmd := &cobra.Command{
		Use:   "show RUN",
		Short: "Print the results of a run folder again",
		Long: `Show prints the results of the finished matches in the folder of tournament --out,
as that command does. It plays nothing and changes nothing; another process may be
playing the run.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("show: %d folders; want one, of tournament --out", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := completeForm(&form); err != nil {
				return err
			}
			run, err := arena.Read(args[0])
			if err != nil {
				return err
			}
			return report.Tournament(cmd.OutOrStdout(), run.Results, run.Replays, form)
		},
	}
	formFlags(cmd, &form)
	return cmd
}
