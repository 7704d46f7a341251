package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/decompose"
	"github.com/kumite/kumite/internal/durable"
)

// Decomposition writes a decomposition: a row for each variant, and the losses in words.
func Decomposition(out io.Writer, d *decompose.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	t := newTable("", "W-L-D", "pair score [95 %]", "gain in points [95 %]", "presses/min")
	star := false
	for _, v := range d.Variants {
		gain := ""
		if v.Gain.Defined() {
			gain = fmt.Sprintf("%+.1f [%+.1f, %+.1f]", 100*float64(v.Gain), 100*v.GainCI95.Lo, 100*v.GainCI95.Hi)
		}
		star = star || notNormal(v.ScoreMethod)
		t.AppendRow(table.Row{v.Name, fmt.Sprintf("%d-%d-%d", v.Wins, v.Losses, v.Draws), starred(v.Score, v.ScoreCI95, v.ScoreMethod), gain,
			fmt.Sprintf("%.1f", v.PressesPerMinute)})
	}
	render := t.Render
	if f.Markdown {
		render = t.RenderMarkdown
	}
	var text strings.Builder
	fmt.Fprintln(&text, render())
	if f.Markdown {
		fmt.Fprintln(&text)
	}
	if star {
		fmt.Fprintln(&text, starNote)
	}
	if warning := bot.RandomWarning(d.Contestant, d.Random); warning != "" {
		printLine(&text, warning)
	}
	if d.Faults > 0 {
		printf(&text, "%d decisions were faults and sent nothing; the first: %s\n", d.Faults, d.FirstFault)
	}
	printLine(&text, d.Verdict)
	printf(&text, "%s (%s), %s, against %s: %d pairs each, seed %d, the same seeds for every variant, a decision every %d ticks, delay %d ticks\n",
		d.Contestant, d.Describe(d.ModelSHA256), d.Decoder, d.Against, d.Pairs, d.Seed, d.PeriodTicks, d.DelayTicks)
	if d.WrongPressCost > 0 {
		printf(&text, "a wrong press costs %d health\n", d.WrongPressCost)
	}
	_, err := io.WriteString(out, text.String())
	return err
}
