package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/rating"
)

func bradleyTerryCommand(asJSON *bool) *cobra.Command {
	return &cobra.Command{
		Use:   "bradley-terry FILE.json",
		Short: "Ratings of a pool from a matrix of wins",
		Long: `Ratings of a pool from a matrix of wins: entry i, j is what contestant i won
off contestant j, a draw being half a point for each. FILE.json holds the matrix,
[[0,60],[40,0]], or {"wins": [[0,60],[40,0]], "names": ["a","b"]}.
Games count as independent, because a matrix does not say which belong to a pair.`,
		Example: "  kumite stats bradley-terry wins.json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("stats bradley-terry: %d files; give one: FILE.json", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return fmt.Errorf("stats bradley-terry: %w; give a JSON file with a matrix of wins", err)
			}
			pool, err := rating.ParsePool(data)
			if err != nil {
				return fmt.Errorf("stats bradley-terry: read %s: %w", args[0], err)
			}
			r, err := rating.NewPoolRatings(pool)
			if err != nil {
				return fmt.Errorf("stats bradley-terry: %s: %w", args[0], err)
			}
			if *asJSON {
				return durable.EncodeJSON(cmd.OutOrStdout(), r)
			}
			return report.PoolRatings(cmd.OutOrStdout(), r)
		},
	}
}
