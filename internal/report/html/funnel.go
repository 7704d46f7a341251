package html

import (
	"fmt"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/number"
)

// funnel is a contestant's presses by stage, from the decoder to the opponent.
type funnel struct {
	Name   string
	Of     string // the number of decisions, and the share without a press
	Stages []stage
}

type stage struct {
	Name    string
	Count   int
	Share   string  // of the stage that it is a part of
	Percent float64 // of the presses that were chosen
}

func newFunnels(r arena.Results) (all []funnel) {
	for _, c := range ranked(r) {
		l := c.Ledger
		if l.Decisions == 0 {
			continue // it played no match
		}
		f := funnel{Name: c.Name, Of: fmt.Sprintf("%s, %.2f %% no_action, %.1f skills per minute", number.Of(l.Decisions, "decision"), 100*c.NoActionShare, c.SkillsPerMinute)}
		for _, s := range []struct {
			name, of  string
			count, in int
		}{
			{"chosen", "decisions", l.Chosen, l.Decisions},
			{"masked", "chosen", l.Masked, l.Chosen},
			{"sent", "chosen", l.Sent, l.Chosen},
			{"accepted", "sent", l.Accepted, l.Sent},
			{"hit", "accepted", l.Hit, l.Accepted},
		} {
			x := stage{Name: s.name, Count: s.count}
			if s.in > 0 {
				x.Share = fmt.Sprintf("%.1f %% of %s", 100*float64(s.count)/float64(s.in), s.of)
			}
			if most := max(l.Chosen, l.Sent); most > 0 {
				x.Percent = 100 * float64(s.count) / float64(most)
			}
			f.Stages = append(f.Stages, x)
		}
		all = append(all, f)
	}
	return all
}
