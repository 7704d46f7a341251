package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
)

// Bench writes a benchmark: the measurements of each contestant, ratios, the machine,
// and the warnings.
func Bench(out io.Writer, d *bench.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	p := newPage(f)
	for _, r := range d.Results {
		p.linef("%s (%s), scenario %s, preprocessing %s", r.Spec, r.Describe(r.SHA256), d.Scenario, r.Eye)
		switch d.Scenario {
		case bench.Single:
			benchSingle(p, r.Single)
		case bench.Server:
			benchServer(p, r.Server)
		case bench.Offline:
			benchOffline(p, r.Offline)
		case bench.Matches:
			benchMatches(p, r.Matches)
		case bench.Memory:
			benchMemory(p, r.Memory)
		}
	}
	for _, v := range d.Versus {
		p.linef("%s over %s, %s: %s", d.Results[0].Name, d.Results[1].Name, v.Of, benchRatio(v))
	}
	m := d.Machine
	p.linef("%s, %d cores, %s, %s, %s (%s), provider %s, isolate %s", m.CPU, m.Cores, m.System, m.Go, m.Runtime, m.Options, m.Provider, m.Isolated)
	p.linef("windows of %g ms, seed %d; load average %s before and %s after", d.WindowMS, d.Seed, decimal(m.LoadBefore, 2), decimal(m.LoadAfter, 2))
	for _, w := range d.Warnings {
		p.linef("warning: %s", w)
	}
	return p.writeTo(out)
}

// latencyHeader and latencyCells are the columns of a latency.
var latencyHeader = []string{"n", "mean", "p50 [95 %]", "p90 [95 %]", "p99 [95 %]", "p99.9", "max"}

func latencyCells(l *bench.Latency) []any {
	with := func(v float64, ci stats.Interval) string { return short(v) + shortInterval(ci) }
	return []any{l.N, short(l.Mean), with(l.P50, l.P50CI95), with(l.P90, l.P90CI95), with(l.P99, l.P99CI95), short(l.P999), short(l.Max)}
}

// confirmed formats what the samples confirm of the percentiles.
func confirmed(l *bench.Latency) string {
	var parts []string
	for _, c := range l.EarlyStopping {
		name := fmt.Sprintf("p%g", 100*c.Percentile)
		if c.Estimate.Defined() {
			parts = append(parts, fmt.Sprintf("%s ≤ %s µs (%d late)", name, short(float64(c.Estimate)), c.Late))
		} else {
			parts = append(parts, fmt.Sprintf("%s needs %d more", name, c.Needed-l.N))
		}
	}
	return fmt.Sprintf("with 99 %% confidence (early stopping, n = %d): %s", l.N, strings.Join(parts, ", "))
}

// short formats a positive number with at least three significant digits, or a dash if
// it is undefined.
func short(v float64) string {
	switch {
	case !stats.Float(v).Defined():
		return "–"
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

func shortInterval(ci stats.Interval) string {
	return fmt.Sprintf(" [%s, %s]", short(ci.Lo), short(ci.Hi))
}

func perSecond(r bench.Rate) string { return short(r.PerSecond) + shortInterval(r.CI95) }

func benchRatio(r bench.Ratio) string {
	return fmt.Sprintf("%s [%s, %s] from %d windows", decimal(r.Ratio, 3), decimal(stats.Float(r.CI95.Lo), 3), decimal(stats.Float(r.CI95.Hi), 3), r.Windows)
}

// agreement says whether the last windows agree.
func agreement(windows int, stable bool) string {
	if stable {
		return fmt.Sprintf("%d windows, of which the last 3 agree within 10 %%", windows)
	}
	return fmt.Sprintf("UNSTABLE: of %d windows the last 3 differ by more than 10 %%", windows)
}
