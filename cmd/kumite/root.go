package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
)

func rootCommand() *cobra.Command {
	var level string
	root := &cobra.Command{
		Use:   "kumite",
		Short: "Game-bot inference: from a model file to a win rate with an honest interval",
		Long: `kumite plays skill-selection models in a 1v1 duel and measures them on both
sides: offline on logs of expert play, online in seeded, paired matches.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.ArbitraryArgs,

		SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return cmd.Help()
		},
		PersistentPreRunE: func(*cobra.Command, []string) error {
			_, err := zerolog.ParseLevel(level)
			if err != nil {
				return fmt.Errorf("--log-level %q is unknown; choose debug, info, warn, error or disabled", level)
			}
			return nil
		},
	}
	root.PersistentFlags().StringVar(&level, "log-level", "info", "debug, info, warn, error or disabled")
	root.CompletionOptions.HiddenDefaultCmd = true
	logger := func(cmd *cobra.Command) zerolog.Logger { return newLogger(cmd.ErrOrStderr(), level) }
	root.AddCommand(
		tournamentCommand(logger),
		watchCommand(),
		recordCommand(logger),
		tensorsCommand(logger),
		evalCommand(),
		replayCommand(),
		statsCommand(),
		doctorCommand(),
	)
	mendArgs(root)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; `%s --help` lists the flags", err, cmd.CommandPath())
	})
	return root
}

// mendArgs has every command that refuses its arguments say what it wants.
// One with subcommands says so itself.
func mendArgs(cmd *cobra.Command) {
	if check := cmd.Args; check != nil && !cmd.HasSubCommands() {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return fmt.Errorf("%w; want `%s`", err, cmd.UseLine())
			}
			return nil
		}
	}
	for _, child := range cmd.Commands() {
		mendArgs(child)
	}
}

func unknownCommand(cmd *cobra.Command, name string) error {
	err := fmt.Errorf("unknown command %q", name)
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		return fmt.Errorf("%w; did you mean %q?", err, near[0])
	}
	return fmt.Errorf("%w; `%s --help` lists them", err, cmd.CommandPath())
}

// newLogger writes for a person on a terminal and JSON lines otherwise.
func newLogger(out io.Writer, level string) zerolog.Logger {
	l, err := zerolog.ParseLevel(level)
	if err != nil {
		l = zerolog.InfoLevel
	}
	if isTerminal(out) {
		out = zerolog.ConsoleWriter{Out: out, TimeFormat: time.TimeOnly}
	}
	return zerolog.New(out).Level(l).With().Timestamp().Logger()
}

func isTerminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}
