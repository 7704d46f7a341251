package study

import (
	"testing"

	"github.com/kumite/kumite/agent/arena"
)

// A unit presses 60 times in the five minutes against one opponent and never in the five
// against another: it acts 6 times a minute, and has not collapsed.
func TestMatchesInWhichAUnitNeverActsCountTheirTime(t *testing.T) {
	var u OnlineUnit
	leg := func(accepted int) arena.Leg {
		return arena.Leg{Outcome: arena.Loss, Ticks: 3600, Ledger: [2]arena.Ledger{{Accepted: accepted}, {Accepted: 99}}}
	}
	for range 5 {
		u.acted([]arena.Leg{leg(12), {Outcome: arena.Void}})
		u.acted([]arena.Leg{leg(0)})
	}
	u.Pentanomial[0] = 10
	u.finish(false)
	if u.SkillsPerMinute != 6 || u.Collapsed {
		t.Errorf("%v skills per minute, collapsed %v; want 6, false", u.SkillsPerMinute, u.Collapsed)
	}
}
