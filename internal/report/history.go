package report

import (
	"fmt"
	"io"

	"github.com/kumite/kumite/agent/history"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
)

// History writes the win rates of contestants over runs, and what became of those that
// were checked. CSV is not supported.
func History(out io.Writer, d *history.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	s := newSheet("contestant", "opponent", "time", "model", "W-L-D", "win rate [95 %]", "run")
	for _, r := range d.Rows {
		s.add(r.Contestant, r.Opponent, r.Time.Format("2006-01-02 15:04"), r.SHA256[:min(len(r.SHA256), 12)],
			fmt.Sprintf("%d-%d-%d", r.Wins, r.Losses, r.Draws), share(r.Wins, r.Games(), r.CI95), r.Dir)
	}
	var notes []string
	for _, v := range d.Verdicts {
		c := v.Result
		how := fmt.Sprintf("%s on the same seeds", plural(c.PairsA, "pair"))
		if !c.Paired {
			how = fmt.Sprintf("%d and %s, without common seeds", c.PairsA, plural(c.PairsB, "pair"))
		}
		notes = append(notes, fmt.Sprintf("%s: %s in %s than in %s: %.1f points [%.1f, %.1f] over %s",
			c.Name, c.Verdict, v.After, v.Before, 100*float64(c.Difference), 100*c.CI95.Lo, 100*c.CI95.Hi, how))
	}
	for _, w := range d.Warnings {
		notes = append(notes, "warning: "+w)
	}
	return printSheets(out, []*sheet{s}, notes, f)
}

// share formats a rate as in 3/4 = 75.0 % [30.1, 95.4].
func share(n, of int, ci stats.Interval) string {
	return fmt.Sprintf("%d/%d = %s", n, of, stats.Percent(float64(n)/float64(of), ci))
}
