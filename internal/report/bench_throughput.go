package report

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/kumite/kumite/agent/bench"
)

// benchServer writes the trials of the search, and the confirmed number of agents.
func benchServer(text *strings.Builder, s *bench.ServerResult) {
	t := newTable("agents", "decisions", "p99 (µs)", "late", "allowed", "passed")
	for _, x := range s.Trials {
		passed := "no"
		if x.Passed {
			passed = "yes"
		}
		t.AppendRow(table.Row{x.Agents, x.Decisions, short(x.P99), x.Late, x.Allowed, passed})
	}
	fmt.Fprintln(text, t.Render())
	bound := fmt.Sprintf("p99 within %s µs of the scheduled moment, %d sessions, arrivals %s", short(s.Bound), s.Sessions, s.Arrivals)
	if s.Latency == nil {
		fmt.Fprintf(text, "agents: none confirmed; %s\n", bound)
		return
	}
	fmt.Fprintf(text, "agents: %d; %s\n", s.Agents, bound)
	l := newTable(append([]any{"µs"}, latencyHeader...)...)
	l.AppendRow(append(table.Row{fmt.Sprintf("%d agents", s.Agents)}, latencyCells(s.Latency)...))
	fmt.Fprintln(text, l.Render())
	fmt.Fprintf(text, "%s\n%s decisions per second; %s\n", confirmed(s.Latency), perSecond(s.Rate), agreement(len(s.Windows), s.Stable))
}

// benchOffline writes a row for each batch size.
func benchOffline(text *strings.Builder, all []bench.Batch) {
	t := newTable(append([]any{"batch", "scores per second [95 %]", "stable"}, latencyHeader...)...)
	for _, b := range all {
		stable := "yes"
		if !b.Stable {
			stable = "NO"
		}
		t.AppendRow(append(table.Row{b.Inputs, perSecond(b.Rate), stable}, latencyCells(b.Latency)...))
	}
	fmt.Fprintln(text, t.Render())
	fmt.Fprintln(text, "latencies are of runs, in µs")
}

// benchMatches writes the rates of one and all workers beside the runtime's limit.
func benchMatches(text *strings.Builder, m *bench.MatchesResult) {
	t := newTable("workers", "match-seconds per second [95 %]")
	for _, w := range m.Workers {
		t.AppendRow(table.Row{w.Workers, perSecond(w.Rate)})
	}
	t.AppendRow(table.Row{"two bare runs for each decision period", perSecond(m.RuntimeLimit)})
	fmt.Fprintln(text, t.Render())
	fmt.Fprintf(text, "one worker over the two bare runs: %s\n", benchRatio(m.LimitShare))
	if m.Scaling != nil {
		fmt.Fprintf(text, "%s: %s\n", m.Scaling.Of, benchRatio(*m.Scaling))
	}
	fmt.Fprintln(text, agreement(m.LimitShare.Windows, m.Stable))
}

// benchMemory writes the growth of the process with each session.
func benchMemory(text *strings.Builder, m *bench.MemoryResult) {
	mb := func(bytes float64) string { return fmt.Sprintf("%.2f", bytes/1e6) }
	t := newTable("sessions", "resident (MB)", "growth (MB)")
	for i, bytes := range m.Resident {
		growth := ""
		if i > 0 {
			growth = mb(float64(bytes - m.Resident[i-1]))
		}
		t.AppendRow(table.Row{i + 1, mb(float64(bytes)), growth})
	}
	fmt.Fprintln(text, t.Render())
	fmt.Fprintf(text, "each further session: %s MB [%s, %s] from %d; file %s MB, weights %s MB\n",
		mb(m.Further), mb(m.CI95.Lo), mb(m.CI95.Hi), len(m.Resident)-1, mb(float64(m.FileBytes)), mb(float64(m.WeightBytes)))
}
