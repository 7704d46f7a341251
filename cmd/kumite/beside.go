package main

import (
	"fmt"
	"os/exec"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/cmd/internal/cli"
)

// runBeside runs another program of this module as a part of this one. make is the command
// that builds it.
func runBeside(cmd *cobra.Command, name, make string, args []string) error {
	path, err := cli.Beside(name, make)
	if err != nil {
		return err
	}
	program := exec.CommandContext(cmd.Context(), path, args...)
	// A terminal sends Ctrl-C to both programs; other signals reach this one alone. The
	// window closes as it does on Escape, and prints its summary.
	program.Cancel = func() error { return program.Process.Signal(syscall.SIGTERM) }
	program.WaitDelay = 10 * time.Second
	program.Stdin, program.Stdout, program.Stderr = cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr()
	err = program.Run()
	switch state := program.ProcessState; {
	case state == nil:
		return fmt.Errorf("start %s: %w", path, err)
	case !state.Exited():
		return fmt.Errorf("%s ended: %v", path, state)
	case state.ExitCode() != 0:
		return exitCode(state.ExitCode())
	}
	return nil
}

// exitCode is the error of a child process that has reported its own error: this
// program exits with the same code.
type exitCode int

func (exitCode) Error() string { return "" }

// ExitCode returns the exit code of the program.
func (c exitCode) ExitCode() int { return int(c) }
