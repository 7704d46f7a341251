package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/plain"
)

// sayInterrupted makes cmd and its subcommands say that they were interrupted, unless
// they return an error of their own that says what was kept.
func sayInterrupted(cmd *cobra.Command) {
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			err := run(cmd, args)
			if errors.Is(err, context.Canceled) && cmd.Context().Err() != nil {
				name := strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
				return fmt.Errorf("%s: interrupted; nothing was kept", name)
			}
			return err
		}
	}
	for _, child := range cmd.Commands() {
		sayInterrupted(child)
	}
}

// interrupted returns the error of a run that was interrupted. It says what was kept
// and how to resume.
func interrupted(cmd *cobra.Command, format string, args ...any) error {
	return cli.Resumable(fmt.Errorf("%s: interrupted; %s", cmd.Name(), fmt.Sprintf(format, args...)), commandLine())
}

// resumable adds the command that resumes the run to the error of a run that ended
// early, if the run can be resumed, and the flag that a retry lacks.
func resumable(cmd *cobra.Command, err error) error {
	var early *arena.Unfinished
	switch {
	case errors.Is(err, arena.ErrNoRun):
		return fmt.Errorf("%w with --out", err)
	case !errors.As(err, &early):
		return err
	case early.Interrupted() && early.Dir == "":
		return fmt.Errorf("%s: %v; nothing is kept without --out", cmd.Name(), err)
	case early.Interrupted():
		return interrupted(cmd, "kept %d of %s in %s", early.Finished, number.Of(early.Planned, "match"), early.Dir)
	case early.Dir == "":
		return err
	}
	return cli.Resumable(err, commandLine())
}

// sayResume prints the command that resumes the run in dir if its budget ended it.
func sayResume(cmd *cobra.Command, dir string, r arena.Results) {
	if r.Ended == arena.EndedByClock && dir != "" {
		fmt.Fprintln(cmd.ErrOrStderr(), "resume with: "+commandLine())
	}
}

// commandLine returns the command line of this process, quoted for a shell.
func commandLine() string {
	words := make([]string, len(os.Args))
	for i, a := range os.Args {
		words[i] = plain.ShellWord(a)
	}
	return strings.Join(words, " ")
}
