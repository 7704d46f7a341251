package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/requirements"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
)

// Check writes the result of a check: the verdict, a table of the requirements, and what
// to do about those that are not met.
func Check(out io.Writer, d *requirements.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	p := newPage(f)
	p.paragraph(fmt.Sprintf("%s: %s; seed %d", d.Verdict, CheckCounts(d), d.Seed))
	t := newWords("requirement", "verdict", "wanted", "measured [95 %]", "n", "line")
	for _, l := range d.Lines {
		t.add(l.Requirement, l.Verdict, checkWanted(l), checkMeasured(l), checkN(l), dashIfZero(l.Line))
	}
	p.table(t)
	for _, l := range d.Lines {
		if says := checkSays(l); says != "" {
			p.linef("%s %s: %s", l.Verdict, l.Requirement, says)
		}
	}
	if d.Packing != nil {
		p.line(checkPacking(*d.Packing))
	}
	if m := d.Machine; m != nil {
		p.linef("%s, %d cores, %s; load average %s before and %s after the last benchmark", m.CPU, m.Cores, m.Runtime, decimal(m.LoadBefore, 2), decimal(m.LoadAfter, 2))
	}
	for _, w := range d.Warnings {
		p.linef("warning: %s", w)
	}
	hash := ""
	if d.SHA256 != "" {
		hash = " (" + d.Describe(d.SHA256) + ")"
	}
	p.linef("%s%s against %s, on %s", d.Spec, hash, d.Requirements, d.Target)
	return p.writeTo(out)
}

// CheckCounts says how many requirements passed, failed and are undecided.
func CheckCounts(d *requirements.Document) string {
	parts := []string{fmt.Sprintf("%d of %d requirements passed", d.Count(requirements.Pass), len(d.Lines))}
	if n := d.Count(requirements.Fail); n > 0 {
		parts = append(parts, fmt.Sprintf("%d failed", n))
	}
	if n := d.Count(requirements.Undecided); n > 0 {
		parts = append(parts, fmt.Sprintf("%d undecided", n))
	}
	return strings.Join(parts, ", ")
}

func dashIfZero(n int) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprint(n)
}

// checkValue formats a number in a line's unit, without the unit.
func checkValue(l requirements.Line, v float64) string {
	switch {
	case !stats.Float(v).Defined():
		return "–"
	case l.Section == "online":
		return fmt.Sprintf("%.1f", 100*v)
	case l.Unit == "sessions" || l.Unit == "faults":
		return fmt.Sprintf("%.0f", v)
	case l.Unit == "":
		return fmt.Sprintf("%.3f", v)
	case v < 1:
		return fmt.Sprintf("%.3g", v)
	}
	return short(v)
}

func checkUnit(l requirements.Line) string {
	switch {
	case l.Section == "online":
		return " %"
	case l.Unit == "":
		return ""
	}
	return " " + l.Unit
}

func checkWanted(l requirements.Line) string {
	number := func(v float64) string {
		if l.Section == "online" {
			v *= 100
		}
		rounded, _ := strconv.ParseFloat(fmt.Sprintf("%.6g", v), 64)
		return strconv.FormatFloat(rounded, 'f', -1, 64)
	}
	switch {
	case l.AtLeast != nil && l.AtMost != nil:
		return number(*l.AtLeast) + " to " + number(*l.AtMost) + checkUnit(l)
	case l.AtLeast != nil:
		return "≥ " + number(*l.AtLeast) + checkUnit(l)
	case l.AtMost != nil:
		return "≤ " + number(*l.AtMost) + checkUnit(l)
	}
	return ""
}

func checkMeasured(l requirements.Line) string {
	if !l.Measured.Defined() {
		return "–"
	}
	return checkWith(l, l.Measured, l.CI95)
}

// checkWith formats a measured value with its interval.
func checkWith(l requirements.Line, v stats.Float, ci stats.Interval) string {
	text := checkValue(l, float64(v)) + checkUnit(l)
	if stats.Float(ci.Lo).Defined() || stats.Float(ci.Hi).Defined() {
		text += fmt.Sprintf(" [%s, %s]", checkValue(l, ci.Lo), checkValue(l, ci.Hi))
	}
	return text
}

func checkN(l requirements.Line) string {
	if l.N == 0 {
		return ""
	}
	return fmt.Sprintf("%d %s", l.N, l.Samples)
}

// checkSays says why a line is undecided or failed, and the cheapest change that would
// pass, or returns "".
func checkSays(l requirements.Line) string {
	says := l.Reason
	if len(l.Remedies) > 0 {
		if says != "" {
			says += "; "
		}
		says += "to pass, " + checkRemedy(l, l.Remedies[0])
	}
	return says
}

func checkRemedy(l requirements.Line, r requirements.Remedy) string {
	switch r.Change {
	case requirements.OtherModel:
		return fmt.Sprintf("use %s: %s", r.Candidate, checkWith(l, r.Measured, r.CI95))
	case requirements.LongerDelay:
		return fmt.Sprintf("allow more time: the win rates reach their bounds at delays of up to %.0f ms", r.BearsMS)
	case requirements.MoreCopies:
		return fmt.Sprintf("run %d processes, each on cores of its own", r.Instances)
	}
	if l.Section == "memory" {
		return fmt.Sprintf("use a model that holds %.3g times the memory", r.Factor)
	}
	return fmt.Sprintf("use a network that takes %.3g times as long", r.Factor)
}

// checkPacking says how many sessions fit the budget, and when one more does.
func checkPacking(p requirements.Packing) string {
	size := func(v float64) string { return bot.Size(v).String() }
	fits := fmt.Sprint(p.Fits)
	if p.Fits == bench.MaxSessions {
		fits += " or more"
	}
	says := fmt.Sprintf("memory: %s fit %s (%s with one session, %s for each further one)", fits, size(float64(p.Budget)), size(float64(p.First)), size(p.Further))
	if !p.NextFactor.Defined() {
		return says
	}
	return fmt.Sprintf("%s; one more fits when a session holds at most %s, %.3g times as much, and a model between these sizes gains nothing",
		says, size(float64(p.NextBytes)), float64(p.NextFactor))
}
