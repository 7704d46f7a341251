package arena

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

// challenge is a sequential test of candidates against pro.
func challenge(t testing.TB, elo0, elo1 float64, maxPairs int, candidates ...string) Config {
	t.Helper()
	cfg := config(t, maxPairs, append(candidates, "script:pro")...)
	cfg.Gauntlet = []string{"script:pro"}
	cfg.Rules.MatchTicks = 10 * sim.TickRate
	cfg.Test = &rating.SPRT{Elo0: elo0, Elo1: elo1, Alpha: 0.05, Beta: 0.05, MaxPairs: maxPairs}
	return cfg
}

func TestATestEndsItsPairingWithOneOfThreeVerdicts(t *testing.T) {
	for want, cfg := range map[rating.Verdict]Config{
		rating.AcceptH0:     challenge(t, 0, 200, 60, "script:dummy"),
		rating.AcceptH1:     challenge(t, -600, -200, 60, "script:oracle"),
		rating.Inconclusive: challenge(t, 0, 200, 3, "script:dummy"),
	} {
		r := summarize(t, cfg, run(t, cfg, 2, nil))
		p := r.Pairings[0]
		decided := want != rating.Inconclusive
		if p.SPRT.Verdict != want || p.EloBiased != decided || r.Contestants[0].EloBiased != decided || r.Ended != EndedBySchedule {
			t.Errorf("want %s: verdict %s, biased %v, ended by %s", want, p.SPRT.Verdict, p.EloBiased, r.Ended)
		}
		if n := p.Pentanomial.Pairs(); decided && n >= 60 || !decided && n != 3 {
			t.Errorf("%s after %d pairs of %d", want, n, cfg.Pairs)
		}
	}
}

// Candidates are decided at different pairs, so that workers run ahead of a verdict.
// The legs that they play beyond it must not count.
func TestVerdictsDependNeitherOnWorkersNorOnInterruptions(t *testing.T) {
	cfg := challenge(t, -100, 100, 40, "script:dummy", "script:rookie", "script:oracle")
	want := run(t, cfg, 1, nil)
	if n := len(want); n >= 2*3*cfg.Pairs {
		t.Fatalf("%d legs: no test ended a pairing", n)
	}
	for _, workers := range []int{2, 5, 8} {
		if got := run(t, cfg, workers, nil); !slices.Equal(got, want) {
			t.Errorf("%d workers hand over other legs than one", workers)
		}
	}
	for left := 0; left < len(want); left += 7 {
		if got := run(t, cfg, 3, slices.Clone(want[:left])); !slices.Equal(got, want) {
			t.Errorf("resumed after %d legs: other legs than in one go", left)
		}
	}
	// Legs beyond a verdict, as a run that was stopped with a gap leaves them.
	extra := cfg.leg(cfg.Pairings()[0], Key{0, cfg.Pairs - 1, 0})
	extra.Outcome = Win
	if a, b := results(t, cfg, append(slices.Clone(want), extra)), results(t, cfg, want); a != b {
		t.Errorf("a leg beyond the verdict counts:\n%s\nwithout it:\n%s", a, b)
	}
}

func TestEnoughEndsARunBetweenPairsAndItResumes(t *testing.T) {
	cfg := config(t, 30, "script:rookie", "script:random", "script:dummy")
	cfg.Rules.MatchTicks = 5 * sim.TickRate
	whole := run(t, cfg, 2, nil)
	enough := make(chan struct{})
	var legs []Leg
	session, err := Run(context.Background(), cfg, anybody(cfg), noModels, Options{Workers: 2, Enough: enough}, func(played []Played) error {
		for _, p := range played {
			legs = append(legs, p.Leg)
		}
		if len(legs) == 10 {
			close(enough)
		}
		return nil
	})
	if err != nil || !session.Cut {
		t.Fatalf("cut %v, %v; want true and no error", session.Cut, err)
	}
	if n := len(legs); n < 10 || n%2 != 0 || n >= len(whole) || !slices.Equal(legs, whole[:n]) {
		t.Errorf("%d legs, or not those that the schedule begins with", n)
	}
	if r := summarize(t, cfg, legs); r.Ended == EndedBySchedule {
		t.Error("called complete")
	}
	if got := run(t, cfg, 2, legs); !slices.Equal(got, whole) {
		t.Error("the resumed run has other legs")
	}
	closed := make(chan struct{})
	close(closed)
	session, err = Run(context.Background(), cfg, anybody(cfg), noModels, Options{Finished: whole, Enough: closed}, nil)
	if err != nil || session.Cut {
		t.Errorf("a finished run is cut (%v), %v", session.Cut, err)
	}
}

func TestAllContestantsMeetTheGauntletWhoseMembersDoNotMeet(t *testing.T) {
	cfg := config(t, 1, "script:random", "script:pro", "script:spammer", "script:rookie")
	cfg.Gauntlet = []string{"rookie", "script:pro"}
	want := []Pairing{{0, 3}, {2, 3}, {0, 1}, {2, 1}}
	if got := cfg.Pairings(); !slices.Equal(got, want) {
		t.Errorf("pairings %v, want %v", got, want)
	}
	everybody := cfg
	everybody.Gauntlet = nil
	for _, cfg := range []Config{cfg, everybody} {
		for number, want := range cfg.Pairings() {
			if got := cfg.Pairing(number); got != want {
				t.Errorf("gauntlet %v: pairing %d is %v, want %v", cfg.Gauntlet, number, got, want)
			}
		}
	}
	for says, names := range map[string][]string{
		"is named twice": {"pro", "script:pro"}, "all contestants are in the gauntlet": {"random", "pro", "spammer", "rookie"},
	} {
		cfg.Gauntlet = names
		if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %q", err, says)
		}
	}
}
