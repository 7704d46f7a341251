package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy/rating"
)

func bradleyTerryCommand(asJSON *bool) *cobra.Command {
	return &cobra.Command{
		Use:   "bradley-terry FILE.json",
		Short: "Compute ratings of a pool from a matrix of wins",
		Long: `Bradley-terry computes ratings of a pool from a matrix of wins: entry i, j is the
number of points that contestant i won against contestant j, a draw being half a
point for each. FILE.json contains the matrix, [[0,60],[40,0]], or
{"wins": [[0,60],[40,0]], "names": ["a","b"]}. Games are treated as independent,
because a matrix does not say which of them form a pair.`,
		Example: "  kumite stats bradley-terry wins.json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("stats bradley-terry: %d files; want one: FILE.json", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := safefile.Read(args[0], safefile.Wins)
			if err != nil {
				return fmt.Errorf("stats bradley-terry: %w; want a JSON file with a matrix of wins", err)
			}
			var pool rating.Pool
			if err = safefile.Wins.CheckLists(data); err == nil {
				pool, err = rating.ParsePool(data)
			}
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
