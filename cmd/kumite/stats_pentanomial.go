package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

func pentanomialCommand(asJSON *bool) *cobra.Command {
	test := rating.DefaultSPRT()
	test.MaxPairs = 0
	cmd := &cobra.Command{
		Use:     "pentanomial LL LD DDWL WD WW",
		Short:   "Score, Elo and SPRT from pairs by their result, worst first",
		Example: "  kumite stats pentanomial 34 54 63 64 75 --elo0 0 --elo1 50",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 5 {
				return fmt.Errorf("stats pentanomial: %d counts; give five: LL LD DDWL WD WW", len(args))
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
			if err := test.Validate(); err != nil {
				return fmt.Errorf("stats pentanomial: %w", err)
			}
			summary, err := counts.Summarize()
			if err != nil {
				return fmt.Errorf("stats %w", err)
			}
			if *asJSON {
				return durable.EncodeJSON(cmd.OutOrStdout(), pentanomialDocument(summary, test.Judge(counts)))
			}
			return printPentanomial(cmd.OutOrStdout(), counts, summary, test)
		},
	}
	cmd.Flags().Float64Var(&test.Elo0, "elo0", test.Elo0, "SPRT: Elo under H0")
	cmd.Flags().Float64Var(&test.Elo1, "elo1", test.Elo1, "SPRT: Elo under H1")
	cmd.Flags().Float64Var(&test.Alpha, "alpha", test.Alpha, "SPRT: chance of accepting H1 under H0")
	cmd.Flags().Float64Var(&test.Beta, "beta", test.Beta, "SPRT: chance of accepting H0 under H1")
	return cmd
}

func pentanomialDocument(s rating.Summary, sprt rating.SPRTResult) any {
	return struct {
		Pairs     int               `json:"pairs"`
		Score     stats.Float       `json:"score"`
		ScoreCI95 stats.Interval    `json:"score_ci95"`
		Interval  rating.Method     `json:"interval"`
		Variance  stats.Float       `json:"variance"`
		Elo       stats.Float       `json:"elo"`
		EloCI95   stats.Interval    `json:"elo_ci95"`
		LOS       stats.Float       `json:"los"`
		SPRT      rating.SPRTResult `json:"sprt"`
	}{
		s.Pairs, stats.Float(s.Score), s.ScoreCI95, s.Method, stats.Float(s.Variance),
		stats.Float(s.Elo), s.EloCI95, stats.Float(s.LOS), sprt,
	}
}

func printPentanomial(out io.Writer, n rating.Pentanomial, s rating.Summary, test rating.SPRT) error {
	note := ""
	switch {
	case s.Method == rating.MethodWilson && s.Variance == 0:
		note = "  (Wilson's interval: every pair scored the same)"
	case s.Method == rating.MethodWilson:
		note = "  (Wilson's interval: fewer than 10 pairs)"
	}
	sprt := test.Judge(n)
	_, err := fmt.Fprintf(out, `pairs  %d  (LL %d, LD %d, DD or WL %d, WD %d, WW %d)
score  %g/%d = %s%s
elo    %s
los    %s
sprt   %s: LLR %.3f, bounds %.3f and %.3f, elo0 %g, elo1 %g, alpha %g, beta %g
`,
		s.Pairs, n[0], n[1], n[2], n[3], n[4],
		s.Score*float64(s.Pairs), s.Pairs, formatRate(s.Score, s.ScoreCI95), note,
		formatElo(s.Elo, s.EloCI95),
		formatLOS(s.LOS),
		sprt.Verdict, float64(sprt.LLR), float64(sprt.Lower), float64(sprt.Upper), test.Elo0, test.Elo1, test.Alpha, test.Beta)
	return err
}

// formatLOS writes a likelihood that never rounds to certainty.
func formatLOS(los float64) string {
	switch {
	case los > 0.99999:
		return "above 99.999 %"
	case los < 0.00001:
		return "below 0.001 %"
	}
	return fmt.Sprintf("%.3f %%", 100*los)
}
