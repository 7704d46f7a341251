package recommend_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/recommend"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

// standing returns a model's standing with a pair score over 100 pairs.
func standing(name string, score float64) arena.Standing {
	return arena.Standing{
		Name: name, Spec: name + ".onnx", ModelSHA256: "sha of " + name, Games: 200, Score: arena.Score{Wins: int(200 * score)}, Pentanomial: rating.Pentanomial{0, 0, 100, 0, 0},
		PairScore: stats.Float(score), PairScoreCI95: stats.Interval{Lo: score - 0.05, Hi: score + 0.05}, Elo: stats.Undefined(),
	}
}

func pairing(a, b string, score float64) arena.PairingResult {
	return arena.PairingResult{
		A: a, B: b, Pentanomial: rating.Pentanomial{0, 0, 100, 0, 0}, Score: stats.Float(score), ScoreCI95: stats.Interval{Lo: score - 0.05, Hi: score + 0.05}, ScoreMethod: rating.MethodNormal,
	}
}

func results(all ...arena.Standing) arena.Results {
	return arena.Results{Ended: arena.EndedBySchedule, Contestants: all}
}

func script(name string, score float64) arena.Standing {
	s := standing(name, score)
	s.ModelSHA256, s.Spec = "", "script:"+name
	return s
}

// against returns 40 pairs of a contestant against an opponent; it wins both legs of
// those that wins names.
func against(name, opponent string, pairing int, wins func(int) bool) (legs []arena.Leg) {
	for pair := range 40 {
		for leg := range 2 {
			l := arena.Leg{A: name, B: opponent, Pairing: pairing, Pair: pair, Leg: leg, Seed: uint64(pair), Outcome: arena.Loss}
			if wins(pair) {
				l.Outcome = arena.Win
			}
			legs = append(legs, l)
		}
	}
	return legs
}

func TestTheVerdictFollowsTheIntervals(t *testing.T) {
	collapsed := standing("naive", 0)
	collapsed.Collapsed = true
	gauntlet := func(r arena.Results) arena.Results { r.Gauntlet = []string{"pro"}; return r }
	test := func(verdict rating.Verdict) arena.Results {
		r := results(standing("new", 0.6), standing("old", 0.4))
		r.Gauntlet, r.Test = []string{"old"}, &rating.SPRT{Elo1: 50}
		r.Pairings = []arena.PairingResult{pairing("new", "old", 0.6)}
		r.Pairings[0].SPRT.Verdict = verdict
		return r
	}
	refused := standing("other", 0.58)
	two := test(rating.AcceptH1)
	two.Contestants = append(two.Contestants, refused)
	two.Pairings = append(two.Pairings, pairing("other", "old", 0.58))
	direct := func(score float64) arena.Results {
		r := results(standing("a", 0.7), standing("b", 0.6), script("pro", 0.5))
		r.Pairings = []arena.PairingResult{pairing("b", "a", 1-score), pairing("a", "pro", 0.8)}
		return r
	}
	tie := func(r arena.Results) arena.Results {
		r.Pairings = []arena.PairingResult{pairing("a", "b", 0.5), pairing("a", "c", 0.51)}
		return r
	}
	three := func(n int) bool { return n%4 != 0 }
	for _, c := range []struct {
		name     string
		results  arena.Results
		legs     []arena.Leg
		verdict  recommend.Verdict
		leader   string
		sentence string
	}{
		{"clear, by their own pairs", direct(0.6), nil, recommend.Ship, "a",
			"Ship a: pair score 70.0 % [65.0, 75.0] over 100 pairs, and it is ahead of b (+20.0 points [+10.0, +30.0] over 100 direct pairs)."},
		{"close", direct(0.52), nil, recommend.Unclear, "a",
			"No clear choice: a leads (pair score 70.0 % [65.0, 75.0] over 100 pairs), but it cannot be told apart from b (+4.0 points [-6.0, +14.0] over 100 direct pairs)."},
		{"a tie", tie(results(standing("a", 0.5), standing("b", 0.5))), nil, recommend.Unclear, "a", "No clear choice: a and b are tied (pair score 50.0 % [45.0, 55.0] over 100 pairs)."},
		{"a tie, and another that is close", tie(results(standing("a", 0.5), standing("b", 0.5), standing("c", 0.49))), nil, recommend.Unclear, "a",
			"No clear choice: a and b are tied (pair score 50.0 % [45.0, 55.0] over 100 pairs), and a cannot be told apart from c (+2.0 points [-8.0, +12.0] over 100 direct pairs)."},
		{"even with each other, but not against the others", direct(0.5), nil, recommend.Unclear, "a", "a leads (pair score 70.0 % [65.0, 75.0] over 100 pairs), but it cannot be told apart from b (+0.0 points"},
		{"clear, by common pairs", gauntlet(results(standing("a", 0.75), standing("b", 0), script("pro", 0.5))),
			slices.Concat(against("a", "pro", 0, three), against("b", "pro", 1, func(int) bool { return false })), recommend.Ship, "a",
			"ahead of b (+75.0 points [+56.3, +86.6] over 40 common pairs)."},
		{"without common pairs", gauntlet(results(standing("a", 0.75), standing("b", 0.3), script("pro", 0.5))), nil, recommend.Unclear, "a", "cannot be told apart from b (no common pairs)."},
		{"one candidate", results(standing("a", 0.7), script("pro", 0.3)), nil, recommend.Ship, "a", "Ship a: pair score 70.0 %"},
		{"one weak candidate", results(standing("a", 0.3), script("pro", 0.7)), nil, recommend.Unclear, "a", "Do not ship a on these matches: pair score 30.0 %"},
		{"one even candidate", results(standing("a", 0.52), script("pro", 0.48)), nil, recommend.Unclear, "a", "does not show that it beats its opponents"},
		{"none", results(collapsed, script("pro", 1)), nil, recommend.None, "", "Ship none: naive has collapsed"},
		{"accepted by the test", test(rating.AcceptH1), nil, recommend.Ship, "new", "and the sequential test accepted it against old."},
		{"one of two accepted by the test", two, nil, recommend.Ship, "new", "Ship new: pair score 60.0 % [55.0, 65.0] over 100 pairs, and the sequential test accepted it against old."},
		{"not accepted by the test", test(rating.AcceptH0), nil, recommend.Keep, "old", "Keep old: the sequential test did not accept new."},
		{"scripts only", results(script("pro", 0.3), script("oracle", 0.7)), nil, recommend.Unclear, "oracle", "oracle leads"},
		{"no contestants", results(), nil, recommend.None, "", "the run has no candidates"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := recommendation(t, c.results, c.legs)
			if got.Verdict != c.verdict || got.Name != c.leader || !strings.Contains(got.Sentence, c.sentence) {
				t.Errorf("got %s %q: %s\nwant %s %q with %q", got.Verdict, got.Name, got.Sentence, c.verdict, c.leader, c.sentence)
			}
		})
	}
}

func TestWhatSpeaksAgainstTheLeaderIsListed(t *testing.T) {
	leader := standing("a", 0.7)
	leader.EloBiased = true
	leader.Retried, leader.FirstRetry = 2, "crashed: signal"
	leader.Ledger = arena.Ledger{Decisions: 1000, Sent: 100, Accepted: 60, Faults: 7, FirstFault: "NaN"}
	gone := standing("gone", 0.9)
	gone.Withdrawn = &arena.VoidReason{Text: "file is truncated"}
	r := results(leader, standing("b", 0.5), standing("c", 0.4), gone, script("pro", 0.6))
	r.Ended, r.Shard = arena.EndedByClock, arena.Shard{Index: 1, Of: 2}
	r.Pairings = []arena.PairingResult{pairing("a", "pro", 0.4), pairing("b", "a", 0.52)}
	r.Pairings[1].Pentanomial, r.Pairings[1].ScoreMethod = rating.Pentanomial{0, 0, 4, 0, 0}, rating.MethodWilson
	r.Fit = &arena.Fit{P: 0.001}
	got := strings.Join(recommendation(t, r, nil).Against, "\n")
	for _, want := range []string{
		"time budget", "results of shard 1/2 alone", "failed in 2 matches", "7 of its 1000 decisions failed", "refused 40 of its 100 presses (40.0 %)", "It loses to pro: 40.0 %",
		"It scored less than half against b", "Only 4 pairs against b", "not transitive", "chosen from 3 candidates", "gone was withdrawn", "ended its pairings early",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing from\n%s", want, got)
		}
	}
}

func TestNothingSpeaksAgainstASoundRun(t *testing.T) {
	r := results(standing("a", 0.7), script("pro", 0.3))
	r.Pairings = []arena.PairingResult{pairing("a", "pro", 0.7)}
	if got := recommendation(t, r, nil).Against; len(got) != 0 {
		t.Errorf("got %q, want nothing", got)
	}
}

func ExampleRun() {
	r := results(standing("a", 0.7), standing("b", 0.6), script("pro", 0.2))
	r.Pairings = []arena.PairingResult{pairing("a", "b", 0.51), pairing("a", "pro", 0.9), pairing("b", "pro", 0.7)}
	d, err := recommend.Run(context.Background(), recommend.Config{Run: record(r, nil)})
	if err != nil {
		panic(err)
	}
	fmt.Println(d.Verdict)
	fmt.Println(d.Sentence)
	// Output:
	// unclear
	// No clear choice: a leads (pair score 70.0 % [65.0, 75.0] over 100 pairs), but it cannot be told apart from b (+2.0 points [-8.0, +12.0] over 100 direct pairs).
}

func record(r arena.Results, legs []arena.Leg) *arena.Record {
	return &arena.Record{Outcome: arena.Outcome{Results: r, Legs: legs}}
}

func recommendation(t *testing.T, r arena.Results, legs []arena.Leg) *recommend.Document {
	t.Helper()
	doc, err := recommend.Run(t.Context(), recommend.Config{Run: record(r, legs)})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
