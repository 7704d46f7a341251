package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/policy/stats"
)

// Bench writes a benchmark: a table for each contestant, what was measured and where,
// and the warnings.
func Bench(out io.Writer, d *bench.Document) error {
	var text strings.Builder
	for _, r := range d.Results {
		fmt.Fprintf(&text, "%s (sha256 %.12s), scenario %s\n", r.Spec, r.SHA256, d.Scenario)
		printSingle(&text, r.Single)
	}
	for _, v := range d.Versus {
		fmt.Fprintf(&text, "%s over %s, %s: %s from %d pairs of windows\n", d.Results[0].Name, d.Results[1].Name, v.Of, benchRatio(v), v.Windows)
	}
	m := d.Machine
	fmt.Fprintf(&text, "%s, %d cores, %s, %s, %s (%s), provider %s, isolate %s\n", m.CPU, m.Cores, m.System, m.Go, m.Runtime, m.Options, m.Provider, m.Isolated)
	fmt.Fprintf(&text, "windows of %g ms, seed %d; load average %s before and %s after\n", d.WindowMS, d.Seed, decimal(m.LoadBefore, 2), decimal(m.LoadAfter, 2))
	for _, w := range d.Warnings {
		fmt.Fprintf(&text, "warning: %s\n", w)
	}
	_, err := io.WriteString(out, text.String())
	return err
}

// printSingle writes the latencies of whole decisions, of the model, and of the parts.
func printSingle(text *strings.Builder, all []bench.Loading) {
	if len(all) == 0 {
		return
	}
	t := newTable(append([]any{"µs"}, latencyHeader...)...)
	for _, l := range all {
		t.AppendRow(append(table.Row{l.Load + ": decision"}, latencyCells(l.Felt)...))
		t.AppendRow(append(table.Row{l.Load + ": model only"}, latencyCells(l.Model)...))
		for _, p := range []struct {
			name string
			part bench.Part
		}{{"wait", l.Parts.Wait}, {"grab", l.Parts.Grab}, {"see", l.Parts.See}, {"infer", l.Parts.Infer}, {"decode", l.Parts.Decode}, {"send", l.Parts.Send}} {
			if p.part.Mean == 0 {
				continue
			}
			t.AppendRow(table.Row{"  " + p.name, "", us(p.part.Mean), us(p.part.P50), us(p.part.P90), us(p.part.P99)})
		}
		t.AppendSeparator()
	}
	fmt.Fprintln(text, t.Render())
	for _, l := range all {
		fmt.Fprintf(text, "%s: %s\n", l.Load, confirmed(l.Felt))
		fmt.Fprintf(text, "%s: decision over model %s; %s decisions per second", l.Load, benchRatio(l.Overhead), perSecond(l.Rate))
		if l.Allocations != nil {
			fmt.Fprintf(text, "; %.3g allocations, %.3g bytes each", *l.Allocations, *l.AllocatedBytes)
		}
		fmt.Fprintf(text, "; %d windows, %s\n", len(l.Windows), agreement(l.Stable))
	}
}

// latencyHeader and latencyCells are the columns of a latency.
var latencyHeader = []any{"n", "mean", "p50 [95 %]", "p90 [95 %]", "p99 [95 %]", "p99.9", "max"}

func latencyCells(l *bench.Latency) []any {
	with := func(v float64, ci stats.Interval) string {
		return fmt.Sprintf("%s [%s, %s]", us(v), usOrDash(ci.Lo), usOrDash(ci.Hi))
	}
	return []any{l.N, us(l.Mean), with(l.P50, l.P50CI95), with(l.P90, l.P90CI95), with(l.P99, l.P99CI95), us(l.P999), us(l.Max)}
}

// confirmed formats what the samples confirm of the percentiles.
func confirmed(l *bench.Latency) string {
	var parts []string
	for _, c := range l.EarlyStopping {
		name := fmt.Sprintf("p%g", 100*c.Percentile)
		if c.Estimate.Defined() {
			parts = append(parts, fmt.Sprintf("%s ≤ %s µs (%d late)", name, us(float64(c.Estimate)), c.Late))
		} else {
			parts = append(parts, fmt.Sprintf("%s needs %d more", name, c.Needed-l.N))
		}
	}
	return fmt.Sprintf("with 99 %% confidence (early stopping, n = %d): %s", l.N, strings.Join(parts, ", "))
}

// us formats microseconds with three significant digits.
func us(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

func usOrDash(v float64) string {
	if !stats.Float(v).Defined() {
		return "–"
	}
	return us(v)
}

func perSecond(r bench.Rate) string {
	return fmt.Sprintf("%s [%s, %s]", us(r.PerSecond), usOrDash(r.CI95.Lo), usOrDash(r.CI95.Hi))
}

func benchRatio(r bench.Ratio) string {
	return fmt.Sprintf("%s [%s, %s]", decimal(r.Ratio, 3), decimal(stats.Float(r.CI95.Lo), 3), decimal(stats.Float(r.CI95.Hi), 3))
}

func agreement(stable bool) string {
	if stable {
		return "the last 3 agree within 10 %"
	}
	return "UNSTABLE: the last 3 differ by more than 10 %"
}
