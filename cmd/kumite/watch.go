package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

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
		program, err := watchProgram()
		if err != nil {
			return err
		}
		window := exec.CommandContext(cmd.Context(), program, args...)
		// A terminal sends Ctrl-C to both programs; other signals reach this one alone. The
		// window closes as it does on Escape, and prints its summary.
		window.Cancel = func() error { return window.Process.Signal(syscall.SIGTERM) }
		window.WaitDelay = 10 * time.Second
		window.Stdin, window.Stdout, window.Stderr = cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr()
		err = window.Run()
		switch state := window.ProcessState; {
		case state == nil:
			return fmt.Errorf("start %s: %w", program, err)
		case !state.Exited():
			return fmt.Errorf("%s ended: %v", program, state)
		case state.ExitCode() != 0:
			return exitCode(state.ExitCode())
		}
		return nil
	}
	return cmd
}

// watchProgram finds the window's program: beside this one, or on the PATH.
func watchProgram() (string, error) {
	if self, err := os.Executable(); err == nil {
		path := filepath.Join(filepath.Dir(self), "kumite-watch")
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
	}
	if path, err := exec.LookPath("kumite-watch"); err == nil {
		return path, nil
	}
	return "", errors.New("kumite-watch is neither beside kumite nor on the PATH; build it with `make watch`")
}

// exitCode is the error of a child process that has reported its own error: this
// program exits with the same code.
type exitCode int

func (exitCode) Error() string { return "" }

// ExitCode returns the exit code of the program.
func (c exitCode) ExitCode() int { return int(c) }
