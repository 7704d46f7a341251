package report

import (
	"fmt"

	count "github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/stats"
)

// plural formats a number of things: 1 pair, 2 pairs, 3 presses.
func plural[N int | int32 | int64](n N, thing string) string { return count.Of(n, thing) }

// verb returns the form of a verb that agrees with a number of things.
func verb[N int | int32 | int64](n N, one, many string) string { return count.Verb(n, one, many) }

// decimal formats a number, or a dash if it is undefined.
func decimal(v stats.Float, digits int) string { return v.Text(fmt.Sprintf("%%.%df", digits)) }

// signed is decimal with a sign.
func signed(v stats.Float, digits int) string { return v.Text(fmt.Sprintf("%%+.%df", digits)) }

// percent formats a share in percent.
func percent(v stats.Float) string { return (100 * v).Text("%.2f %%") }

// rate formats a share with its counts and its interval.
func rate(wins, games int, ci stats.Interval) string {
	if games == 0 {
		return "no games"
	}
	return fmt.Sprintf("%d/%d = %s", wins, games, stats.Percent(float64(wins)/float64(games), ci))
}

// elo formats a rating, or returns "" if there is none.
func elo(value stats.Float, ci stats.Interval, biased bool) string {
	switch {
	case !value.Defined():
		return ""
	case biased:
		return stats.Signed(float64(value), ci) + " biased"
	}
	return stats.Signed(float64(value), ci)
}
