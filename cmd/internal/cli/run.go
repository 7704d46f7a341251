// Package cli is what the programs share as programs: one line for what went
// wrong, the exit code, the version, profiles, and the logger that --log-level
// sets. Results go to stdout, logs to stderr.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// Main is a whole program around its root command: it returns the exit code.
// Ctrl-C and SIGTERM end the command's context.
func Main(root *cobra.Command) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return Run(ctx, root, os.Args[1:], os.Stdout, os.Stderr)
}

// Run executes a root command. It returns 0 when the answer is good, the code
// of an error that has an ExitCode method, and otherwise 2. An error is one
// line on stderr, after the command's name.
func Run(ctx context.Context, root *cobra.Command, args []string, stdout, stderr io.Writer) int {
	root.SilenceUsage, root.SilenceErrors = true, true
	root.Version = versionLine()
	root.SetVersionTemplate("{{.DisplayName}} {{.Version}}\n")
	profiles := newProfiles(root)
	explainArgs(root)
	refuseRepeated(root)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; `%s --help` lists the flags", err, cmd.CommandPath())
	})
	root.SetArgs(args)
	results := &results{to: stdout}
	root.SetOut(results)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil && results.err != nil {
		err = fmt.Errorf("write results: %w", results.err)
	}
	if unwritten := profiles.stop(); err == nil {
		err = unwritten
	} else if unwritten != nil {
		err = fmt.Errorf("%w; %w", err, unwritten)
	}
	if err == nil {
		return 0
	}
	if text := err.Error(); text != "" {
		if flags := exclusive.FindStringSubmatch(text); flags != nil {
			text = fmt.Sprintf("--%s exclude each other; leave one out", strings.ReplaceAll(flags[1], " ", " and --"))
		}
		fmt.Fprintf(stderr, "%s: %s\n", root.DisplayName(), strings.ReplaceAll(text, "\n", "; "))
	}
	var coded interface{ ExitCode() int }
	if errors.As(err, &coded) {
		return coded.ExitCode()
	}
	return 2
}

// exclusive is what cobra says of flags that exclude each other.
var exclusive = regexp.MustCompile(`^if any flags in the group \[.*\] are set none of the others can be; \[(.*)\] were all set$`)

// explainArgs has every command that refuses its arguments say what it wants.
// One with subcommands says so itself.
func explainArgs(cmd *cobra.Command) {
	if check := cmd.Args; check != nil && !cmd.HasSubCommands() {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return fmt.Errorf("%w; want `%s`", err, cmd.UseLine())
			}
			return nil
		}
	}
	for _, child := range cmd.Commands() {
		explainArgs(child)
	}
}

// results is stdout. It remembers the first error, so that a table which a full
// disk swallowed does not end in exit 0.
type results struct {
	to  io.Writer
	err error
}

func (r *results) Write(p []byte) (int, error) {
	n, err := r.to.Write(p)
	if err != nil && r.err == nil {
		r.err = err
	}
	return n, err
}
