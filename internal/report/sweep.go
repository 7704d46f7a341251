package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/internal/durable"
)

// Sweep writes a sweep: a row for each value, the knee, and the best value.
func Sweep(out io.Writer, d *sweep.Document, f Form) error {
	switch {
	case f.JSON:
		return durable.EncodeJSON(out, d)
	case f.CSV != "":
		return printSweepCSV(out, d)
	}
	p := newPage(f)
	findings := sweepFindings(d)
	p.paragraph(findings[0])
	if f.Details {
		p.table(sweepTable(d))
	} else {
		p.summary(sweepTable(d))
	}
	for _, line := range append(mishapNotes(d.Results), findings[1:]...) {
		p.line(line)
	}
	who := d.Contestant
	if d.ModelSHA256 != "" {
		who += " (" + d.Describe(d.ModelSHA256) + ")"
	}
	p.line(schedule(who, d.Opponents, d.Pairs, d.Complete(), d.Seed) + "value")
	if f.Details {
		printDetails(p, d.Results)
	}
	return p.writeTo(out)
}

// schedule says what was played, up to the name of what has the same seeds.
func schedule(who string, opponents []string, pairs int, complete bool, seed uint64) string {
	each := "pairs each"
	if !complete {
		each = "pairs each requested"
	}
	return fmt.Sprintf("%s against %s: %d %s, seed %d, the same seeds for every ", who, strings.Join(opponents, ", "), pairs, each, seed)
}

// sweepTable has a row for each value.
func sweepTable(d *sweep.Document) *sheet {
	header := []string{d.Setting}
	ticks, cut := d.Setting == "delay" || d.Setting == "period", !d.Complete()
	if ticks {
		header = []string{d.Setting + " (ticks)", "ms"}
	}
	if cut {
		header = append(header, "pairs")
	}
	t := newWords(append(header, "pair score [95 %]", "win rate [95 %]", "skills/min", "W-L-D")...)
	for _, p := range d.Points {
		value := p.Text
		if p.Collapsed {
			value += " COLLAPSED"
		}
		if p.Voids > 0 {
			value += fmt.Sprintf(" (%d void)", p.Voids)
		}
		row := []any{value}
		if ticks {
			row = append(row, fmt.Sprintf("%.0f", *p.Millis))
		}
		if cut {
			row = append(row, p.Pentanomial.Pairs())
		}
		t.add(append(row, scoreOf(p.Played), rate(p.Wins, p.Games, p.WinRateCI95), fmt.Sprintf("%.1f", p.SkillsPerMinute), fmt.Sprintf("%d-%d-%d", p.Wins, p.Losses, p.Draws))...)
	}
	return t
}

// sweepFindings describes the knee in a sentence, then the range around the best value
// whose interval reaches the bar, and the best value.
func sweepFindings(d *sweep.Document) []string {
	var lines []string
	bar := wholePercent(d.Bar)
	if k := d.Knee; k == nil {
		lines = append(lines, fmt.Sprintf("There is no knee: no %s reaches a win rate of %s.", d.Setting, bar))
	} else {
		line := fmt.Sprintf("The knee is %s, the largest %s with a win rate of at least %s", sweepValue(d, k.Value), d.Setting, bar)
		if p, ok := d.At(k.Value); ok {
			line += fmt.Sprintf(": %d/%d, pair score %s", p.Wins, p.Games, scoreOf(p.Played))
		}
		if d.KneeAtEnd() {
			line += "; it is the last value of the range, so the knee may be higher"
		}
		if k.Sure == nil {
			line += fmt.Sprintf(". That may be chance: at no value is the whole interval of the pair score at or above %s", bar)
		}
		lines = append(lines, line+".")
		if k.Sure != nil {
			lines = append(lines, fmt.Sprintf("sure: from %s to %s the whole interval of the pair score is at or above %s", sweepValue(d, *k.SureFrom), sweepValue(d, *k.Sure), bar))
		} else {
			lines = append(lines, fmt.Sprintf("sure: none, the interval of the best pair score extends below %s", bar))
		}
	}
	if b := d.Best; b != nil {
		line := "best: " + sweepValue(d, b.Value)
		if p, ok := d.At(b.Value); ok {
			line += " with a pair score of " + scoreOf(p.Played)
		}
		lines = append(lines, line)
	}
	return lines
}

// sweepValue formats a value of the sweep with its unit or setting.
func sweepValue(d *sweep.Document, v float64) string {
	if p, ok := d.At(v); ok && p.Millis != nil {
		return fmt.Sprintf("%g ticks (%.0f ms)", v, *p.Millis)
	}
	return fmt.Sprintf("%s=%g", d.Setting, v)
}

func wholePercent(p float64) string { return strconv.FormatFloat(100*p, 'f', -1, 64) + " %" }
