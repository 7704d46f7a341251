package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/rating"
)

// statsCommand is `kumite stats`, which computes statistics from counts.
func statsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "Compute match statistics from counts",
		Long: `Stats computes the statistics of a tournament from counts on the command line or a
matrix of wins. Intervals are at 95 %. A pair is two legs with the same seed and the
sides swapped.`,
	}
	helps(cmd)
	cmd.PersistentFlags().BoolVar(&asJSON, "json", false, "print the statistics as JSON")
	cmd.SetFlagErrorFunc(explainNegativeCount)
	cmd.AddCommand(pentanomialCommand(&asJSON), wilsonCommand(&asJSON), bradleyTerryCommand(&asJSON))
	return cmd
}

// explainNegativeCount distinguishes a negative count, which looks like a flag, from
// an unknown flag.
func explainNegativeCount(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		if number := "-" + unknown.GetSpecifiedShortnames(); isNumber(number) {
			return fmt.Errorf("%s: count %s is negative; counts start at 0", cmd.CommandPath(), number)
		}
	}
	return cli.FlagError(cmd, err)
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// maxCount bounds counts so that every sum is exact.
const maxCount = 1_000_000_000

// parseCount parses a count; name is the argument's name.
func parseCount(name, text string) (int, error) {
	n, err := strconv.Atoi(text)
	switch {
	case err != nil && isNumber(text) && !strings.HasPrefix(text, "-"):
		return 0, fmt.Errorf("%s is %s; give a whole number from 0 to %d", name, text, maxCount)
	case err != nil && !isNumber(text):
		return 0, fmt.Errorf("%s is %q; give a whole number", name, text)
	case err != nil || n < 0:
		return 0, fmt.Errorf("%s is %s; counts start at 0", name, text)
	case n > maxCount:
		return 0, fmt.Errorf("%s is %s; counts go up to %d", name, text, maxCount)
	}
	return n, nil
}

func wilsonCommand(asJSON *bool) *cobra.Command {
	return &cobra.Command{
		Use:     "wilson WINS GAMES",
		Short:   "Compute a win rate with Wilson's interval",
		Example: "  kumite stats wilson 295 480",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("stats wilson: %d counts; want two: WINS GAMES", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			wins, err := parseCount("WINS", args[0])
			if err != nil {
				return fmt.Errorf("stats wilson: %w", err)
			}
			games, err := parseCount("GAMES", args[1])
			if err != nil {
				return fmt.Errorf("stats wilson: %w", err)
			}
			r, err := rating.NewWinRate(wins, games)
			if err != nil {
				return fmt.Errorf("stats wilson: %w", err)
			}
			if *asJSON {
				return durable.EncodeJSON(cmd.OutOrStdout(), r)
			}
			return report.WinRate(cmd.OutOrStdout(), r)
		},
	}
}
