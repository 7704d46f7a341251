package report

import (
	"fmt"

	"github.com/kumite/kumite/agent/bench"
)

// benchServer writes the trials of the search, and the confirmed number of agents.
func benchServer(p *page, s *bench.ServerResult) {
	t := newWords("agents", "decisions", "p99 (µs)", "late", "allowed", "passed")
	for _, x := range s.Trials {
		passed := "no"
		if x.Passed {
			passed = "yes"
		}
		t.add(x.Agents, x.Decisions, short(x.P99), x.Late, x.Allowed, passed)
	}
	p.table(t)
	bound := fmt.Sprintf("p99 within %s µs of the scheduled moment, %s, arrivals %s", short(s.Bound), plural(s.Sessions, "session"), s.Arrivals)
	if s.Latency == nil {
		p.linef("agents: none confirmed; %s", bound)
		return
	}
	p.linef("agents: %d; %s", s.Agents, bound)
	l := newWords(append([]string{"µs"}, latencyHeader...)...)
	l.add(append([]any{plural(s.Agents, "agent")}, latencyCells(s.Latency)...)...)
	p.table(l)
	p.line(confirmed(s.Latency))
	p.linef("%s decisions per second; %s", perSecond(s.Rate), agreement(len(s.Windows), s.Stable))
}

// benchOffline writes a row for each batch size.
func benchOffline(p *page, all []bench.Batch) {
	t := newWords(append([]string{"batch", "scores per second [95 %]", "stable"}, latencyHeader...)...)
	for _, b := range all {
		stable := "yes"
		if !b.Stable {
			stable = "NO"
		}
		t.add(append([]any{b.Inputs, perSecond(b.Rate), stable}, latencyCells(b.Latency)...)...)
	}
	p.table(t)
	p.line("latencies are of runs, in µs")
}

// benchMatches writes the rates of one and all workers beside the runtime's limit.
func benchMatches(p *page, m *bench.MatchesResult) {
	t := newWords("workers", "match-seconds per second [95 %]")
	for _, w := range m.Workers {
		t.add(w.Workers, perSecond(w.Rate))
	}
	t.add("two bare runs for each decision period", perSecond(m.RuntimeLimit))
	p.table(t)
	p.linef("one worker over the two bare runs: %s", benchRatio(m.LimitShare))
	if m.Scaling != nil {
		p.linef("%s: %s", m.Scaling.Of, benchRatio(*m.Scaling))
	}
	p.line(agreement(m.LimitShare.Windows, m.Stable))
}

// benchMemory writes the growth of the process with each session.
func benchMemory(p *page, m *bench.MemoryResult) {
	mb := func(bytes float64) string { return fmt.Sprintf("%.2f", bytes/1e6) }
	t := newWords("sessions", "resident (MB)", "growth (MB)")
	for i, bytes := range m.Resident {
		growth := ""
		if i > 0 {
			growth = mb(float64(bytes - m.Resident[i-1]))
		}
		t.add(i+1, mb(float64(bytes)), growth)
	}
	p.table(t)
	p.linef("each further session: %s MB [%s, %s] from %d; file %s MB, weights %s MB",
		mb(m.Further), mb(m.CI95.Lo), mb(m.CI95.Hi), len(m.Resident)-1, mb(float64(m.FileBytes)), mb(float64(m.WeightBytes)))
}
