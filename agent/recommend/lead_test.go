package recommend_test

import (
	"slices"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/recommend"
	"github.com/kumite/kumite/policy/rating"
)

func TestTheLeaderIsTheBestOfAllContestants(t *testing.T) {
	three := func(score float64) arena.Results {
		r := results(standing("b", 0.5), script("pro", 0.7), standing("a", 0.3))
		r.Gauntlet = []string{"pro"}
		r.Pairings = []arena.PairingResult{pairing("b", "pro", 1-score), pairing("a", "pro", 0.2)}
		return r
	}
	two := func(score float64) arena.Results {
		r := results(standing("a", 1-score), standing("b", score))
		r.Pairings = []arena.PairingResult{pairing("a", "b", 1-score)}
		return r
	}
	loses := results(standing("a", 0.7), standing("b", 0.6), standing("c", 0.2))
	loses.Pairings = []arena.PairingResult{pairing("a", "b", 0.4), pairing("a", "c", 0.95)}
	tied := results(standing("a", 0.6), standing("b", 0.6), standing("c", 0.2))
	tied.Pairings = []arena.PairingResult{pairing("a", "b", 0.5), pairing("a", "c", 0.95)}
	gone := two(0.7)
	gone.Contestants[0].Withdrawn = &arena.VoidReason{Text: "file is truncated"}
	test := func(verdicts ...rating.Verdict) arena.Results {
		r := results(standing("x", 0.6), standing("old", 0.4))
		r.Test = &rating.SPRT{Elo1: 50}
		for _, v := range verdicts {
			p := pairing("x", "old", 0.6)
			p.SPRT = rating.SPRTResult{Elo1: 50, LLR: 1.5, Lower: -2.94, Upper: 2.94, Verdict: v}
			r.Pairings = append(r.Pairings, p)
		}
		return r
	}
	const h0, h1, open = rating.AcceptH0, rating.AcceptH1, rating.Inconclusive
	for _, c := range []struct {
		name     string
		results  arena.Results
		certain  bool
		sentence string
	}{
		{"an opponent leads", three(0.8), true, "pro is best: pair score 70.0 % [65.0, 75.0] over 100 pairs, ahead of b and a."},
		{"not certain", three(0.52), false, "pro leads (pair score 70.0 % [65.0, 75.0] over 100 pairs), but it cannot be told apart from b (+4.0 points [-6.0, +14.0] over 100 direct pairs); it is ahead of a."},
		{"the leader loses to one", loses, false, "a leads (pair score 70.0 % [65.0, 75.0] over 100 pairs), but it loses to b (-20.0 points [-30.0, -10.0] over 100 direct pairs); it is ahead of c."},
		{"two, certain", two(0.7), true, "b beats a: pair score 70.0 % [65.0, 75.0] over 100 pairs."},
		{"two, not certain", two(0.52), false, "b and a cannot be told apart: pair score 52.0 % [47.0, 57.0] over 100 pairs for b."},
		{"two, tied", two(0.5), false, "a and b are tied: pair score 50.0 % [45.0, 55.0] over 100 pairs."},
		{"two of three tied", tied, false, "a and b are tied (pair score 60.0 % [55.0, 65.0] over 100 pairs); a is ahead of c."},
		{"withdrawn", gone, false, "No result: no two contestants have finished a pair of matches."},
		{"nothing played", results(), false, "No result: no two contestants have finished a pair of matches."},
		{"a test is passed", test(h1), true, "x passes the test against old: Elo 50 rather than 0, after 100 pairs, pair score 60.0 % [55.0, 65.0]."},
		{"a test is failed", test(h0), true, "x fails the test against old: Elo 0 rather than 50, after 100 pairs, pair score 60.0 % [55.0, 65.0]."},
		{"a test is open", test(open), false, "The test of x against old is undecided between Elo 0 and 50 after 100 pairs, pair score 60.0 % [55.0, 65.0], LLR 1.50 of -2.94 to 2.94."},
		{"several tests", test(h1, h1, open, h0), false, "Of 4 tests of Elo 50 against 0, 2 pass (x against old and x against old), 1 fails (x against old) and 1 is undecided (x against old)."},
		{"many tests", test(h1, h1, h1, h1), true, "Of 4 tests of Elo 50 against 0, 4 pass (x against old, x against old and 2 others)."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := recommend.Leader(c.results, nil); got.Certain != c.certain || got.Sentence != c.sentence {
				t.Errorf("got %v: %s\nwant %v: %s", got.Certain, got.Sentence, c.certain, c.sentence)
			}
		})
	}
}

func TestContestantsAreRankedByEloIfAllHaveOne(t *testing.T) {
	names := func(all []arena.Standing) (list []string) {
		for _, s := range all {
			list = append(list, s.Name)
		}
		return list
	}
	a, b, gone, idle := standing("a", 0.4), standing("b", 0.6), standing("gone", 0.9), standing("idle", 0)
	gone.Withdrawn = &arena.VoidReason{}
	idle.Pentanomial = rating.Pentanomial{}
	r := results(gone, idle, a, b)
	if got, want := names(recommend.Ranked(r)), []string{"b", "a", "idle", "gone"}; !slices.Equal(got, want) {
		t.Errorf("by pair score: got %v, want %v", got, want)
	}
	r.Contestants[2].Elo, r.Contestants[3].Elo = 100, -100 // of stronger opponents
	if got, want := names(recommend.Ranked(r)), []string{"a", "b", "idle", "gone"}; !slices.Equal(got, want) {
		t.Errorf("by Elo: got %v, want %v", got, want)
	}
}
