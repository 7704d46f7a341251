package requirements

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// plan returns the lines of a file, not yet measured.
func (f *File) plan() []Line {
	var all []Line
	add := func(l Line, path ...any) {
		l.Line, l.Section = f.places.line(path...), fmt.Sprint(path[0])
		l.Measured, l.CI95, l.Verdict = stats.Undefined(), stats.UndefinedInterval(), Undecided
		all = append(all, l)
	}
	for i, x := range f.Latency {
		add(Line{Requirement: fmt.Sprintf("%s p%g, %s", x.Of, x.Percentile, x.Load), Unit: "ms", AtMost: new(x.AtMost.ms()), Samples: "decisions", measure: x.measure}, "latency", i)
	}
	if x := f.Throughput; x != nil {
		how := "one session, back to back"
		if x.Within > 0 {
			how = fmt.Sprintf("99 %% within %v", x.Within)
		}
		add(Line{Requirement: how, Unit: "decisions/s", AtLeast: &x.AtLeast, Samples: "windows", measure: x.measure}, "throughput")
	}
	if x := f.Memory; x != nil {
		add(Line{Requirement: fmt.Sprintf("sessions in %v", x.Budget), Unit: "sessions", AtLeast: new(float64(x.Instances)), Samples: "sessions", measure: x.measure}, "memory")
	}
	for i, x := range f.Offline {
		add(Line{Requirement: fmt.Sprintf("%s on %s", x.Metric, x.Logs), AtLeast: x.AtLeast, AtMost: x.AtMost, Samples: "recordings", measure: x.measure}, "offline", i)
	}
	if f.Online != nil {
		for i, x := range f.Online.Opponents {
			against := func(ctx context.Context, m *measurer, l *Line) error { return measureWinRate(ctx, m, l, i) }
			add(Line{Requirement: "win rate against " + x.Opponent, AtLeast: &x.AtLeast, Samples: "pairs", measure: against}, "online", "opponents", i)
		}
	}
	f.planHealth(add)
	slices.SortStableFunc(all, func(a, b Line) int { return cmp.Compare(a.Line, b.Line) })
	target := Line{Line: f.places.line("target"), Section: "target", Requirement: "loads and runs on " + string(f.Target),
		Measured: stats.Undefined(), CI95: stats.UndefinedInterval(), Verdict: Undecided}
	return slices.Insert(all, 0, target)
}

func (f *File) planHealth(add func(l Line, path ...any)) {
	h := f.Health
	if h == nil {
		return
	}
	const perMinute = "skills/min"
	if x := h.SkillsPerMinute; x != nil {
		add(Line{Requirement: "skills per minute", Unit: perMinute, AtLeast: x.AtLeast, AtMost: x.AtMost, Samples: "pairs", measure: measureSkills}, "health", "skills_per_minute")
	}
	if h.NotCollapsed && f.Online != nil {
		add(Line{Requirement: "not collapsed in matches", Unit: perMinute, AtLeast: new(arena.CollapsedBelow), Samples: "pairs", measure: measureSkills}, "health", "not_collapsed")
	}
	if h.NotCollapsed {
		var seen []string
		for _, x := range f.Offline {
			if !slices.Contains(seen, x.Logs) {
				seen = append(seen, x.Logs)
				add(Line{Requirement: "not collapsed on " + x.Logs, AtLeast: new(offline.CollapsedBelow), Samples: "recordings",
					measure: Offline{Logs: x.Logs, Metric: "action_rate_ratio"}.measure}, "health", "not_collapsed")
			}
		}
	}
	if h.NoFaults {
		add(Line{Requirement: "faults in matches", Unit: "faults", AtMost: new(0.0), Samples: "decisions", measure: measureFaults}, "health", "no_faults")
	}
}
