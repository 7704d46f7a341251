package arena_test

import (
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy/rating"
)

func TestARunningRunSaysWhoLeads(t *testing.T) {
	r := arena.NewRunning(nil)
	for _, x := range []struct {
		leg  arena.Leg
		want string
	}{
		{arena.Leg{A: "a", B: "b", Outcome: arena.Void}, ""},
		{arena.Leg{A: "a", B: "b", Outcome: arena.Draw}, "a leads with 50.0 %"},
		{arena.Leg{A: "a", B: "b", Leg: 1, Outcome: arena.Loss}, "b leads with 75.0 %"},
		{arena.Leg{A: "c", B: "a", Pairing: 1, Outcome: arena.Win}, "c leads with 100.0 %"},
	} {
		if r.Add(x.leg); r.String() != x.want {
			t.Errorf("after %+v it says %q, want %q", x.leg, r.String(), x.want)
		}
	}
}

func TestARunningTestSaysItsLogLikelihoodRatio(t *testing.T) {
	test := rating.DefaultSPRT()
	r := arena.NewRunning(&test)
	r.Add(arena.Leg{A: "a", B: "b", Outcome: arena.Win})
	if got, want := r.String(), "a leads with 100.0 %"; got != want {
		t.Errorf("before the first pair it says %q, want %q", got, want)
	}
	for pair := range 40 {
		for leg := range 2 {
			outcome := arena.Win
			if pair%4 == 3 {
				outcome = arena.Loss
			}
			if pair > 0 || leg > 0 {
				r.Add(arena.Leg{A: "a", B: "b", Pair: pair, Leg: leg, Outcome: outcome})
			}
		}
	}
	// As kumite stats pentanomial 10 0 0 0 30 prints it.
	if got, want := r.String(), "LLR 2.47 of [-2.94, 2.94]"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}
