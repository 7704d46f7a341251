package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

// runBeside runs another program of this module as a part of this one. make is the command
// that builds it.
func runBeside(cmd *cobra.Command, name, make string, args []string) error {
	path, err := beside(name, make)
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

// beside finds a program: beside this one, or on the PATH.
func beside(name, make string) (string, error) {
	if self, err := os.Executable(); err == nil {
		path := filepath.Join(filepath.Dir(self), name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return "", fmt.Errorf("%s is neither beside kumite nor on the PATH; build it with `%s`", name, make)
}

// exitCode is the error of a child process that has reported its own error: this
// program exits with the same code.
type exitCode int

func (exitCode) Error() string { return "" }

// ExitCode returns the exit code of the program.
func (c exitCode) ExitCode() int { return int(c) }
