package study

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// mostRivals is the number of rivals that a doubt names.
const mostRivals = 3

// doubts returns why the first metric of a ranking cannot be told from the others
// over levels, nothing if it can. A single unit changes a ranking of few units; the
// leader may not predict the score at all, if its interval reaches 0; and others may
// predict it as well, if the interval of the paired difference reaches 0.
func doubts(levels []*Level, ranking []string, seed uint64) (reasons []string) {
	settings := shared(levels)
	if n := len(settings[0]); n < offline.FewUnits {
		reasons = append(reasons, fmt.Sprintf("%s %s too few, so that a single one can change the order (name at least %d)", number.Of(n, "unit"), number.Verb(n, "is", "are"), offline.FewUnits))
	}
	if n := offline.Models(settings[0]); n < offline.FewModels {
		reasons = append(reasons, fmt.Sprintf("the units are of too few models (%d; name at least %d)", n, offline.FewModels))
	}
	var near []string
	for _, l := range levels {
		a := l.Metric(ranking[0]).All
		if ci := a.SpearmanCI95; !stats.Float(ci.Lo).Defined() || ci.Lo > 0 {
			continue // undefined at ±1
		}
		text := rho(a)
		if len(levels) > 1 {
			text += fmt.Sprintf(" at a cost of %d", l.WrongPressCost)
		}
		near = append(near, text)
	}
	if len(near) > 0 {
		reasons = append(reasons, fmt.Sprintf("the interval of its ρ includes 0 (%s)", strings.Join(near, ", ")))
	}
	var rivals []string
	for _, key := range ranking[1:] {
		if slices.ContainsFunc(levels, func(l *Level) bool { p := l.Metric(key); return len(p.Undefined) > 0 || !p.All.Spearman.Defined() }) {
			continue // cannot choose among all units
		}
		d := offline.Compare(metric(ranking[0]), metric(key), settings, seed)
		if d.Shown() {
			continue
		}
		name := metric(key).Name
		if len(rivals) == 0 { // the strongest
			name += fmt.Sprintf(" (difference in ρ %+.2f", d.Spearman)
			if lo, hi := stats.Float(d.CI95.Lo), stats.Float(d.CI95.Hi); lo.Defined() && hi.Defined() {
				name += fmt.Sprintf(" [%+.2f, %+.2f]", lo, hi)
			}
			name += ")"
		}
		rivals = append(rivals, name)
	}
	if more := len(rivals) - mostRivals; more > 1 {
		rivals = append(rivals[:mostRivals], fmt.Sprintf("%d more", more))
	}
	switch n := len(rivals); n {
	case 0:
	case 1:
		reasons = append(reasons, "it is not shown to predict better than "+rivals[0])
	default:
		reasons = append(reasons, "it is not shown to predict better than "+strings.Join(rivals[:n-1], ", ")+" and "+rivals[n-1])
	}
	return reasons
}

// shared returns, by level, the units that finished a pair at every level, in the
// same order.
func shared(levels []*Level) [][]offline.Unit {
	all := make([][]offline.Unit, len(levels))
	for _, u := range levels[0].played {
		var row []offline.Unit
		for _, l := range levels {
			if i := slices.IndexFunc(l.played, func(v offline.Unit) bool { return v.Name == u.Name }); i >= 0 {
				row = append(row, l.played[i])
			}
		}
		if len(row) == len(levels) {
			for i := range row {
				all[i] = append(all[i], row[i])
			}
		}
	}
	return all
}

// metric returns the metric with a key.
func metric(key string) offline.Metric {
	all := offline.Metrics()
	return all[slices.IndexFunc(all, func(m offline.Metric) bool { return m.Key == key })]
}
