package report

import (
	"fmt"
	"io"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/decompose"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
)

// Decomposition writes a decomposition: the losses in words, and a row for each variant.
func Decomposition(out io.Writer, d *decompose.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	p := newPage(f)
	p.paragraph(d.Verdict)
	t := newWords("", "pair score [95 %]", "gain in points [95 %]", "presses/min", "W-L-D")
	for _, v := range d.Variants {
		gain := ""
		if v.Gain.Defined() {
			gain = stats.Points(float64(v.Gain), v.GainCI95)
		}
		t.add(v.Name, stats.Percent(float64(v.Score), v.ScoreCI95), gain, fmt.Sprintf("%.1f", v.PressesPerMinute), fmt.Sprintf("%d-%d-%d", v.Wins, v.Losses, v.Draws))
	}
	p.table(t)
	if warning := bot.RandomWarning(d.Contestant, d.Random); warning != "" {
		p.line(warning)
	}
	if d.Faults > 0 {
		p.linef("faults, which sent nothing: %s; the first: %s", plural(d.Faults, "decision"), d.FirstFault)
	}
	p.linef("%s (%s), %s, against %s: %s each, seed %d, the same seeds for every variant, a decision every %d ticks, delay %s",
		d.Contestant, d.Describe(d.ModelSHA256), d.Decoder, d.Against, plural(d.Pairs, "pair"), d.Seed, d.PeriodTicks, plural(d.DelayTicks, "tick"))
	if d.WrongPressCost > 0 {
		p.linef("a wrong press costs %d health", d.WrongPressCost)
	}
	return p.writeTo(out)
}
