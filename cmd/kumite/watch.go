package main

import (
	"errors"
	"fmt"
	"os/exec"

	"github.com/spf13/cobra"
)

func watchCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "watch [flags] LEFT RIGHT",
		Short: "What does it look like? Opens the window (kumite-watch)",
		Long: `Watch starts kumite-watch, the window, and hands it all arguments;
` + "`kumite watch --help`" + ` shows the window's own help.`,
		DisableFlagParsing: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			program, err := watchProgram()
			if err != nil {
				return err
			}
			window := exec.CommandContext(cmd.Context(), program, args...)
			window.Stdin, window.Stdout, window.Stderr = cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr()
			err = window.Run()
			var exit *exec.ExitError
			if errors.As(err, &exit) {
				return exitCode(exit.ExitCode())
			}
			if err != nil {
				return fmt.Errorf("start %s: %w", program, err)
			}
			return nil
		},
	}
}

// exitCode ends the program with a child's code; the child has said why.
type exitCode int

func (exitCode) Error() string { return "" }

// ExitCode is what the program ends with.
func (c exitCode) ExitCode() int { return int(c) }
