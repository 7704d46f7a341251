package report

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/kumite/kumite/agent/gate"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
)

// Gate writes a gate's decision on each candidate, as a table or as JSON.
func Gate(out io.Writer, d *gate.Document, f Form) error {
	switch {
	case f.JSON:
		return durable.EncodeJSON(out, d)
	case len(d.Records) == 0:
		_, err := printf(out, "no candidates in %s\n", filepath.Join(d.Dir, "candidates"))
		return err
	}
	p := newPage(f)
	p.paragraph(gateLead(d))
	t := newSheet("candidate", "decision", "pairs", "pair score [95 %]", "Elo [95 %]", "LLR", "W-L-D")
	for _, r := range d.Records {
		score, rating, llr := "–", "–", "–"
		if r.Pentanomial.Pairs() > 0 {
			score, rating, llr = stats.Percent(float64(r.Score), r.ScoreCI95), elo(r.Elo, r.EloCI95, r.EloBiased), fmt.Sprintf("%.2f", r.SPRT.LLR)
		}
		t.add(r.Candidate, r.Decision, r.Pentanomial.Pairs(), score, rating, llr, fmt.Sprintf("%d-%d-%d", r.Wins, r.Losses, r.Draws))
	}
	p.table(t)
	for _, r := range d.Records {
		p.linef("%s: %s; now in %s", r.Candidate, r.Why, filepath.Join(d.Dir, r.Place))
	}
	first := d.Records[0]
	p.linef("test of Elo %g against %g at error rates %g and %g, at most %d pairs, seed %d; Elo estimates of a sequential test are biased; signed off by %s",
		first.Test.Elo0, first.Test.Elo1, first.Test.Alpha, first.Test.Beta, first.Test.MaxPairs, first.Seed, first.SignedBy)
	return p.writeTo(out)
}

// gateLead says in a sentence what a gate decided.
func gateLead(d *gate.Document) string {
	by := map[gate.Decision][]string{}
	for _, r := range d.Records {
		by[r.Decision] = append(by[r.Decision], r.Candidate)
	}
	var parts []string
	for _, decision := range []gate.Decision{gate.Accepted, gate.Rejected, gate.Inconclusive} {
		if names := by[decision]; len(names) > 0 {
			parts = append(parts, fmt.Sprintf("%s: %s", decision, strings.Join(names, ", ")))
		}
	}
	return fmt.Sprintf("%s.", strings.Join(parts, "; "))
}
