package report

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/kumite/kumite/agent/gate"
	"github.com/kumite/kumite/internal/durable"
)

// Gate writes a gate's decision on each candidate, as a table or as JSON.
func Gate(out io.Writer, d gate.Document, f Form) error {
	switch {
	case f.JSON:
		return durable.EncodeJSON(out, d)
	case len(d.Records) == 0:
		_, err := printf(out, "no candidates in %s\n", filepath.Join(d.Dir, "candidates"))
		return err
	}
	t := newTable("candidate", "decision", "pairs", "W-L-D", "pair score [95 %]", "Elo [95 %]", "LLR")
	for _, r := range d.Records {
		row := table.Row{r.Candidate, string(r.Decision), r.Pentanomial.Pairs(), fmt.Sprintf("%d-%d-%d", r.Wins, r.Losses, r.Draws), "–", "–", "–"}
		if r.Pentanomial.Pairs() > 0 {
			row[4], row[5] = starred(r.Score, r.ScoreCI95, r.ScoreMethod), elo(r.Elo, r.EloCI95, r.EloBiased)
			row[6] = fmt.Sprintf("%.2f", r.SPRT.LLR)
		}
		t.AppendRow(row)
	}
	var text strings.Builder
	fmt.Fprintln(&text, t.Render())
	if slices.ContainsFunc(d.Records, func(r gate.Record) bool { return notNormal(r.ScoreMethod) }) {
		fmt.Fprintln(&text, starNote)
	}
	for _, r := range d.Records {
		printf(&text, "%s: %s; now in %s\n", r.Candidate, r.Why, filepath.Join(d.Dir, r.Place))
	}
	first := d.Records[0]
	printf(&text, "test of Elo %g against %g at error rates %g and %g, at most %d pairs, seed %d; Elo estimates of a sequential test are biased; signed off by %s\n",
		first.Test.Elo0, first.Test.Elo1, first.Test.Alpha, first.Test.Beta, first.Test.MaxPairs, first.Seed, first.SignedBy)
	_, err := io.WriteString(out, text.String())
	return err
}
