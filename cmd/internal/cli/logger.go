package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/internal/plain"
)

var levels = []string{"debug", "info", "warn", "error", "disabled"}

// LogLevel adds --log-level to a root command and its subcommands. The function that
// it returns creates a command's logger and may be called while the command runs.
func LogLevel(root *cobra.Command) func(*cobra.Command) zerolog.Logger {
	level := root.PersistentFlags().String("log-level", "info", "minimum level of log messages: "+strings.Join(levels, ", "))
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if !slices.Contains(levels, *level) {
			return fmt.Errorf("--log-level %q is unknown; choose one of %s", *level, strings.Join(levels, ", "))
		}
		return nil
	}
	return func(cmd *cobra.Command) zerolog.Logger {
		l, err := zerolog.ParseLevel(*level)
		if err != nil {
			panic(err) // checked before the command ran
		}
		out := cmd.ErrOrStderr()
		if IsTerminal(out) {
			out = zerolog.ConsoleWriter{Out: out, NoColor: !WantsColor(out), TimeFormat: time.TimeOnly, FormatPrepare: escapeFields}
		}
		return zerolog.New(out).Level(l).With().Timestamp().Logger()
	}
}

// IsTerminal reports whether out is a terminal.
func IsTerminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// escapeFields makes the texts of an event safe to show on a terminal.
func escapeFields(event map[string]any) error {
	for name, value := range event {
		if text, ok := value.(string); ok {
			event[name] = plain.Message(text)
		}
	}
	return nil
}
