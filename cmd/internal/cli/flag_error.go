package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/internal/number"
)

// FlagError returns the error of a command line whose flags cannot be parsed, in the words
// of this program: the flag, its value, and what is valid.
func FlagError(cmd *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		invalid *pflag.InvalidValueError
		lacking *pflag.ValueRequiredError
	)
	switch {
	case errors.As(err, &unknown):
		// The flag may be one of a command whose name is misspelled.
		if name := cmd.Flags().Arg(0); name != "" && cmd.HasAvailableSubCommands() {
			return UnknownCommand(cmd, name)
		}
		err = unknownFlag(cmd, unknown)
	case errors.As(err, &invalid):
		err = invalidValue(invalid)
	case errors.As(err, &lacking):
		err = fmt.Errorf("--%s needs a value", lacking.GetSpecifiedName())
	}
	return fmt.Errorf("%w; `%s --help` lists the flags", err, cmd.CommandPath())
}

// mostTypos is the largest edit distance to a suggested flag, as to a suggested command.
const mostTypos = 2

// unknownFlag suggests the flag with the most similar name.
func unknownFlag(cmd *cobra.Command, err *pflag.NotExistError) error {
	name := err.GetSpecifiedName()
	if short := err.GetSpecifiedShortnames(); short != "" {
		return fmt.Errorf("unknown flag: -%s", short)
	}
	best, near := mostTypos+1, ""
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if d := levenshtein.ComputeDistance(name, f.Name); d < best && d < len(f.Name)-1 && !f.Hidden {
			best, near = d, f.Name
		}
	})
	if near != "" {
		return fmt.Errorf("unknown flag: --%s; did you mean --%s?", name, near)
	}
	return fmt.Errorf("unknown flag: --%s", name)
}

func invalidValue(err *pflag.InvalidValueError) error {
	name, text, cause := err.GetFlag().Name, err.GetValue(), err.Unwrap()
	var numeric numberError
	if errors.As(cause, &numeric) && cause == error(numeric) {
		return fmt.Errorf("--%s %q %w", name, text, cause)
	}
	if o, ok := err.GetFlag().Value.(*once); ok && o.again {
		return fmt.Errorf("--%s %q: %w", name, text, cause)
	}
	switch err.GetFlag().Value.Type() {
	case "bool":
		return fmt.Errorf("--%s %q is neither true nor false; want --%s or --%s=false", name, text, name, name)
	case "uint64": // seeds
		says := "is not a whole number"
		if _, err := number.AnyWhole().Parse(text); err == nil || errors.Is(cause, strconv.ErrRange) {
			says = "is out of range"
		}
		return fmt.Errorf("--%s %q %s; want 0 to %d", name, text, says, ^uint64(0))
	}
	if strings.Contains(cause.Error(), strconv.Quote(text)) {
		return fmt.Errorf("--%s: %w", name, cause)
	}
	return fmt.Errorf("--%s %q: %w", name, text, cause)
}
