package report

import (
	"fmt"
	"io"

	"github.com/kumite/kumite/agent/selection"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
)

// Selection writes a selection: the choice in words, and a row for each candidate.
func Selection(out io.Writer, d *selection.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	p := newPage(f)
	p.paragraph(d.Verdict)
	header := []string{"candidate", "pairs", "pair score [95 %]", "expected ± deviation", "may be best"}
	if d.Metric != "" {
		header = append(header, d.Metric)
	}
	t := newWords(header...)
	for _, x := range d.Candidates {
		score, expected, contends := "no pairs", "", ""
		if x.Score.Defined() {
			score = stats.Percent(float64(x.Score), x.ScoreCI95)
		}
		if x.Expected.Defined() {
			expected = fmt.Sprintf("%.1f ± %.1f", 100*float64(x.Expected), 100*float64(x.Deviation))
		}
		if x.Contends {
			contends = "yes"
		}
		row := []any{x.Name, x.Pairs, score, expected, contends}
		if d.Metric != "" {
			row = append(row, decimal(x.Offline, 3))
		}
		t.add(row...)
	}
	p.table(t)
	for _, x := range d.Candidates {
		if x.Withdrawn != "" {
			p.linef("%s was withdrawn: %s", x.Name, x.Withdrawn)
		}
	}
	p.linef("against %s, seed %d, delay %s; expected scores are drawn towards those of the other contenders", d.Against, d.Seed, plural(d.DelayTicks, "tick"))
	return p.writeTo(out)
}

// Rehearsal writes a rehearsal: how often the choice was right, what it cost, and how
// often each candidate was chosen.
func Rehearsal(out io.Writer, d *selection.Rehearsal, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	p := newPage(f)
	p.paragraph(fmt.Sprintf("The choice is within %.1f points of the best (%s, %.1f %%) in %s of the selections; its mean regret is %.2f points.",
		100*d.Delta, d.Best, 100*d.BestScore, rate(d.Within, d.Repetitions, d.WithinCI95), 100*d.MeanRegret))
	t := newWords("candidate", "score of all pairs", "chosen", "mean pairs")
	for _, x := range d.Choices {
		t.add(x.Candidate, fmt.Sprintf("%.1f %%", 100*x.Score), x.Chosen, fmt.Sprintf("%.1f", x.MeanPairs))
	}
	p.table(t)
	prior := "without an offline score"
	if d.Prior {
		prior = "with an offline score"
	}
	p.linef("%.0f of %s on average (%.1f %%), at most %d; %d of %d reached the confidence %v; %s, seed %d",
		d.MeanPairs, plural(d.Recorded, "recorded pair"), 100*d.MeanPairs/float64(d.Recorded), d.MostPairs, d.Decided, d.Repetitions, d.Confidence, prior, d.Seed)
	return p.writeTo(out)
}
