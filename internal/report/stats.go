package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

// WinRate writes a win rate with its counts and its interval.
func WinRate(out io.Writer, r rating.WinRate) error {
	_, err := fmt.Fprintln(out, rate(r.Wins, r.Games, r.CI95))
	return err
}

// PairStatistics writes the statistics of a pairing, one line for each.
func PairStatistics(out io.Writer, s rating.PairStatistics) error {
	note := ""
	switch {
	case s.Interval == rating.MethodWilson && s.Variance == 0:
		note = "  (Wilson's interval: every pair scored the same)"
	case s.Interval == rating.MethodExact:
		note = "  (exact interval: few pairs, or a score near 0 or 1)"
	case s.Interval == rating.MethodWilson:
		note = "  (Wilson's interval: fewer than 10 pairs)"
	}
	n, t := s.Counts, s.Test
	_, err := printf(out, `pairs  %d  (LL %d, LD %d, DD or WL %d, WD %d, WW %d)
score  %g/%d = %s%s
elo    %s
los    %s
sprt   %s: LLR %.3f, bounds %.3f and %.3f, elo0 %g, elo1 %g, alpha %g, beta %g
`,
		s.Pairs, n[0], n[1], n[2], n[3], n[4],
		float64(s.Score)*float64(s.Pairs), s.Pairs, stats.Percent(float64(s.Score), s.ScoreCI95), note,
		stats.Signed(float64(s.Elo), s.EloCI95),
		superiority(float64(s.LOS)),
		s.SPRT.Verdict, float64(s.SPRT.LLR), float64(s.SPRT.Lower), float64(s.SPRT.Upper), t.Elo0, t.Elo1, t.Alpha, t.Beta)
	return err
}

// superiority formats a likelihood of superiority without rounding it to 0 or 100 %.
func superiority(los float64) string {
	switch {
	case los > 0.99999:
		return "above 99.999 %"
	case los < 0.00001:
		return "below 0.001 %"
	}
	return fmt.Sprintf("%.3f %%", 100*los)
}

// PoolRatings writes the rating of each contestant and the test of the fit.
func PoolRatings(out io.Writer, r rating.PoolRatings) error {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for i, name := range r.Names {
		printf(table, "%s\t%s\n", name, stats.Signed(float64(r.Elo[i]), r.EloCI95[i]))
	}
	fit := "not tested: no spare pairing"
	if r.P.Defined() {
		fit = fmt.Sprintf("χ² %.2f, df %d, p %.3f", float64(r.ChiSquare), r.DF, float64(r.P))
		if !r.Transitive {
			fit += ": the pool is not transitive, so these ratings do not describe it"
		}
	}
	printf(table, "fit\t%s\n", fit)
	if r.VirtualDraws {
		printf(table, "note\tone virtual draw per pairing was added, because a contestant won or lost everything\n")
	}
	table.Flush() // into memory
	_, err := io.WriteString(out, text.String())
	return err
}
