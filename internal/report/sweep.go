package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/internal/durable"
)

// Sweep writes a sweep: a row for each value, the knee, and the best value.
func Sweep(out io.Writer, d sweep.Document, f Form) error {
	switch {
	case f.JSON:
		return durable.EncodeJSON(out, d)
	case f.CSV != "":
		return printSweepCSV(out, d)
	}
	return printSweep(out, d, f.Markdown)
}

// printSweep writes a sweep as a table with sentences below.
func printSweep(out io.Writer, d sweep.Document, markdown bool) error {
	header := []any{d.Setting}
	if d.Setting == "delay" {
		header[0] = "delay (ticks)"
		header = append(header, "ms")
	}
	cut := !d.Complete()
	if cut {
		header = append(header, "pairs")
	}
	t := newTable(append(header, "W-L-D", "win rate [95 %]", "pair score [95 %]", "skills/min")...)
	for _, p := range d.Points {
		row := table.Row{p.Text}
		if p.Millis != nil {
			row = append(row, fmt.Sprintf("%.0f", *p.Millis))
		}
		if cut {
			row = append(row, p.Pentanomial.Pairs())
		}
		skills := fmt.Sprintf("%.1f", p.SkillsPerMinute)
		if p.Collapsed {
			skills += " COLLAPSED"
		}
		if p.Voids > 0 {
			skills += fmt.Sprintf(" (%d void)", p.Voids)
		}
		t.AppendRow(append(row, fmt.Sprintf("%d-%d-%d", p.Wins, p.Losses, p.Draws), rate(p.Wins, p.Games, p.WinRateCI95), sweepScore(p), skills))
	}
	render := t.Render
	if markdown {
		render = t.RenderMarkdown
	}
	var text strings.Builder
	fmt.Fprintln(&text, render())
	if slices.ContainsFunc(d.Points, func(p sweep.Point) bool { return notNormal(p.ScoreMethod) }) {
		fmt.Fprintln(&text, starNote)
	}
	for _, line := range append(Mishaps(d.Results), sweepFindings(d)...) {
		printLine(&text, line)
	}
	each := "pairs each"
	if cut {
		each = "pairs each requested"
	}
	printf(&text, "%s (%s) against %s: %d %s, seed %d, the same seeds for every value\n",
		d.Contestant, d.Describe(d.ModelSHA256), strings.Join(d.Opponents, ", "), d.Pairs, each, d.Seed)
	_, err := io.WriteString(out, text.String())
	return err
}

// sweepFindings describes the knee, the range around the best value whose interval
// reaches the bar, and the best value.
func sweepFindings(d sweep.Document) []string {
	var lines []string
	bar := wholePercent(d.Bar)
	if k := d.Knee; k == nil {
		lines = append(lines, "knee: no value reaches a win rate of "+bar)
	} else {
		line := fmt.Sprintf("knee: %s is the largest with a win rate of at least %s", sweepValue(d, k.Value), bar)
		if p, ok := d.At(k.Value); ok {
			line += fmt.Sprintf(": %d/%d, pair score %s", p.Wins, p.Games, sweepScore(p))
		}
		if d.KneeAtEnd() {
			line += "; it is the last value of the range, so the knee may be higher"
		}
		lines = append(lines, line)
		if k.Sure != nil {
			lines = append(lines, fmt.Sprintf("sure: from %s to %s the whole interval of the pair score is at or above %s", sweepValue(d, *k.SureFrom), sweepValue(d, *k.Sure), bar))
		} else {
			lines = append(lines, fmt.Sprintf("sure: none, the interval of the best pair score extends below %s", bar))
		}
	}
	if b := d.Best; b != nil {
		line := "best: " + sweepValue(d, b.Value)
		if p, ok := d.At(b.Value); ok {
			line += " with a pair score of " + sweepScore(p)
		}
		lines = append(lines, line)
	}
	return lines
}

// sweepScore formats a value's pair score, if it has finished a pair.
func sweepScore(p sweep.Point) string {
	if !p.Score.Defined() {
		return "no pairs"
	}
	return starred(p.Score, p.ScoreCI95, p.ScoreMethod)
}

// sweepValue formats a value of the sweep with its unit or setting.
func sweepValue(d sweep.Document, v float64) string {
	if p, ok := d.At(v); ok && p.Millis != nil {
		return fmt.Sprintf("%g ticks (%.0f ms)", v, *p.Millis)
	}
	return fmt.Sprintf("%s=%g", d.Setting, v)
}

func wholePercent(p float64) string { return strconv.FormatFloat(100*p, 'f', -1, 64) + " %" }
