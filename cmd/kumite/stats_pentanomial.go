package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/rating"
)

func pentanomialCommand(asJSON *bool) *cobra.Command {
	test := rating.DefaultSPRT()
	test.MaxPairs = 0
	cmd := &cobra.Command{
		Use:     "pentanomial LL LD DDWL WD WW",
		Short:   "Compute score, Elo and SPRT from counts of pairs",
		Example: "  kumite stats pentanomial 34 54 63 64 75 --elo0 0 --elo1 50",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 5 {
				return fmt.Errorf("stats pentanomial: %d counts; want five: LL LD DDWL WD WW", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			var counts rating.Pentanomial
			for i, name := range [5]string{"LL", "LD", "DDWL", "WD", "WW"} {
				n, err := parseCount(name, args[i])
				if err != nil {
					return fmt.Errorf("stats pentanomial: %w", err)
				}
				counts[i] = n
			}
			s, err := rating.NewPairStatistics(counts, test)
			if err != nil {
				return fmt.Errorf("stats %w", err) // err begins with pentanomial or sprt
			}
			if *asJSON {
				return durable.EncodeJSON(cmd.OutOrStdout(), s)
			}
			return report.PairStatistics(cmd.OutOrStdout(), s)
		},
	}
	cmd.Flags().Float64Var(&test.Elo0, "elo0", test.Elo0, "SPRT: Elo under H0")
	cmd.Flags().Float64Var(&test.Elo1, "elo1", test.Elo1, "SPRT: Elo under H1")
	cmd.Flags().Float64Var(&test.Alpha, "alpha", test.Alpha, "SPRT: chance of accepting H1 under H0")
	cmd.Flags().Float64Var(&test.Beta, "beta", test.Beta, "SPRT: chance of accepting H0 under H1")
	for _, name := range []string{"elo0", "elo1"} {
		cli.Bound(cmd.Flags(), name, elos)
	}
	for _, name := range []string{"alpha", "beta"} {
		cli.Bound(cmd.Flags(), name, errorRate)
	}
	return cmd
}
