// Package cli runs the command lines of this module's programs. It reports errors in
// one line, sets the exit code, and provides the version, profiles, flags that several
// programs share, and the logger of --log-level. Results go to stdout, logs to stderr.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/internal/plain"
)

// Main runs a root command with the process's arguments and streams and returns the
// exit code. Ctrl-C, SIGTERM and SIGHUP cancel the command's context. If the process was
// started without stdout, writing results is an error.
func Main(root *cobra.Command) int {
	ctx, stop := notifyContext()
	defer stop()
	stdout := io.Writer(os.Stdout)
	if stdoutClosed() {
		stdout = noStdout{}
	}
	return Run(ctx, root, os.Args[1:], stdout, os.Stderr)
}

// noStdout is the stdout of a process that was started without one.
type noStdout struct{}

func (noStdout) Write([]byte) (int, error) {
	return 0, errors.New("stdout is closed; redirect it to a file, or to /dev/null to drop the results")
}

// Run executes a root command and returns the exit code: 0 without an error, the code
// of an error with an ExitCode method, 128 plus the number of a signal that ended the
// command (130 for Ctrl-C), otherwise 2. It writes an error to stderr as
// one line that begins with the program's name; joined errors are separated by "; ".
func Run(ctx context.Context, root *cobra.Command, args []string, stdout, stderr io.Writer) int {
	root.SilenceUsage, root.SilenceErrors = true, true
	root.Version = versionLine()
	root.SetVersionTemplate("{{.DisplayName}} {{.Version}}\n")
	profiles := newProfiles(root)
	explainArgs(root)
	wrapHelp(root)
	refuseRepeated(root)
	root.SetFlagErrorFunc(FlagError)
	root.SetArgs(args)
	shown := stdout
	if WantsColor(stdout) {
		shown = colored{stdout}
	}
	results := &results{to: plain.Writer(shown)}
	root.SetOut(results)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if results.err != nil && (err == nil || err.Error() == results.err.Error()) {
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
		fmt.Fprintf(stderr, "%s: %s\n", root.DisplayName(), message(err, reworded(cmd, text)))
	}
	var coded interface{ ExitCode() int }
	if errors.As(err, &coded) {
		return coded.ExitCode()
	}
	if code := signalCode(ctx); code != 0 {
		return code
	}
	return 2
}

// results is stdout. It remembers the first error, so that the exit code is not 0 if
// results could not be written.
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
