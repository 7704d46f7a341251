package report

import (
	"fmt"

	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy/stats"
)

// printChanges prints the differences of some candidates to the baseline in the most
// important metrics.
func printChanges(p *page, baseline string, candidates []openloop.Change, periodMS float64) {
	header := []string{fmt.Sprintf("difference to %s [95 %%]", baseline)}
	for _, c := range candidates {
		header = append(header, c.Name)
	}
	t := newWords(header...)
	points := func(v stats.Float) string { return (100 * v).Text("%+.2f") }
	number := func(v stats.Float) string { return signed(v, 3) }
	for _, m := range []struct {
		name, key string
		write     func(stats.Float) string
	}{
		{"presses / expert's", "action_rate_ratio", number},
		{"event-F1 " + within(5, periodMS), "event_f1_5", number},
		{"recall " + within(2, periodMS), "event_recall_2", number},
		{"event-F2 " + within(2, periodMS), "event_f2_2", number},
		{"wrong-skill rate, points", "wrong_skill_rate", points},
		{"balanced accuracy, points", "balanced_accuracy", points},
		{"frame accuracy, points", "frame_accuracy", points},
		{"NLL, nats", "nll", number},
	} {
		row, any := []any{m.name}, false
		for _, c := range candidates {
			cell := ""
			if x, ok := c.Metrics[m.key]; ok && x.Difference.Defined() {
				cell, any = m.write(x.Difference), true
				if stats.Float(x.CI95.Lo).Defined() {
					cell += fmt.Sprintf(" [%s, %s]", m.write(stats.Float(x.CI95.Lo)), m.write(stats.Float(x.CI95.Hi)))
				}
			}
			row = append(row, cell)
		}
		if any {
			t.add(row...)
		}
	}
	p.table(t)
}
