package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

func bradleyTerryCommand(asJSON *bool) *cobra.Command {
	return &cobra.Command{
		Use:   "bradley-terry FILE.json",
		Short: "Ratings of a pool from a matrix of wins",
		Long: `Ratings of a pool from a matrix of wins: entry i, j is what contestant i won
off contestant j, a draw being half a point for each. FILE.json holds the matrix,
[[0,60],[40,0]], or {"wins": [[0,60],[40,0]], "names": ["a","b"]}.
Games count as independent, because a matrix does not tell pairs.`,
		Example: "  kumite stats bradley-terry wins.json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("stats bradley-terry: %d files; give one: FILE.json", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			wins, names, err := readWins(args[0])
			if err != nil {
				return fmt.Errorf("stats bradley-terry: %w", err)
			}
			fit, err := rating.FitWins(wins)
			if err != nil {
				return fmt.Errorf("stats bradley-terry: %s: %w", args[0], err)
			}
			if *asJSON {
				return durable.EncodeJSON(cmd.OutOrStdout(), struct {
					Elo          []stats.Float    `json:"elo"`
					EloCI95      []stats.Interval `json:"elo_ci95"`
					ChiSquare    stats.Float      `json:"chi2"`
					DF           int              `json:"df"`
					P            stats.Float      `json:"p"`
					VirtualDraws bool             `json:"virtual_draws"`
				}{stats.Floats(fit.Elo), fit.EloCI95, stats.Float(fit.ChiSquare), fit.DF, stats.Float(fit.P), fit.VirtualDraws})
			}
			return printRatings(cmd.OutOrStdout(), names, fit)
		},
	}
}

// readWins reads a matrix of wins, bare or as an object with names. Without
// names, contestants are numbered from 1.
func readWins(path string) (wins [][]float64, names []string, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("%w; give a JSON file with a matrix of wins", err)
	}
	object := struct {
		Wins  [][]float64 `json:"wins"`
		Names []string    `json:"names"`
	}{}
	const mend = "want a matrix such as [[0,60],[40,0]]"
	if strings.HasPrefix(strings.TrimSpace(string(data)), "{") {
		err = json.Unmarshal(data, &object)
	} else {
		err = json.Unmarshal(data, &object.Wins)
	}
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("read %s: %w; %s", path, err, mend)
	case object.Wins == nil:
		return nil, nil, fmt.Errorf("read %s: no \"wins\" in it; %s", path, mend)
	case object.Names != nil && len(object.Names) != len(object.Wins):
		return nil, nil, fmt.Errorf("read %s: %d names for %d rows; give one name per row", path, len(object.Names), len(object.Wins))
	}
	for i := len(object.Names); i < len(object.Wins); i++ {
		object.Names = append(object.Names, strconv.Itoa(i+1))
	}
	return object.Wins, object.Names, nil
}

func printRatings(out io.Writer, names []string, fit *rating.BradleyTerry) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for i, name := range names {
		fmt.Fprintf(table, "%s\t%s\n", name, formatElo(fit.Elo[i], fit.EloCI95[i]))
	}
	switch {
	case math.IsNaN(fit.P):
		fmt.Fprintf(table, "fit\tnot tested: no spare pairing\n")
	case fit.Transitive():
		fmt.Fprintf(table, "fit\tχ² %.2f, df %d, p %.3f\n", fit.ChiSquare, fit.DF, fit.P)
	default:
		fmt.Fprintf(table, "fit\tχ² %.2f, df %d, p %.3f: the pool is not transitive, so these ratings do not describe it\n", fit.ChiSquare, fit.DF, fit.P)
	}
	if fit.VirtualDraws {
		fmt.Fprintf(table, "note\tone virtual draw per pairing was added, because someone won or lost everything\n")
	}
	return table.Flush()
}
