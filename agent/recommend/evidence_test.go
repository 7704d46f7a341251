package recommend_test

import (
	"slices"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/recommend"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

func TestScenariosThatTheLeaderFailsSpeakAgainstIt(t *testing.T) {
	a := duel.Participant{Name: "a named otherwise", ModelSHA256: "sha of a"}
	other := duel.Participant{Name: "a", ModelSHA256: "sha of another model"}
	document := func(who duel.Participant, verdicts ...scenario.Verdict) *scenario.Document {
		d := &scenario.Document{Contestants: []duel.Participant{{Name: "reference"}, who}}
		for i, v := range verdicts {
			d.Scenarios = append(d.Scenarios, scenario.Result{Name: string(rune('k' + i)), Scores: []scenario.Score{{Verdict: scenario.Fails}, {Verdict: v}}})
		}
		return d
	}
	const passes, fails, undecided = scenario.Passes, scenario.Fails, scenario.Undecided
	for _, c := range []struct {
		name  string
		tests *scenario.Document
		want  []string
	}{
		{"fails some", document(a, fails, passes, fails, undecided), []string{"It fails 2 of 4 scenarios: k and m."}},
		{"fails the only one", document(a, fails), []string{"It fails 1 of 1 scenario: k."}},
		{"fails none", document(a, passes, undecided), nil},
		{"another model of its name", document(other, fails), nil},
		{"none played", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := recommend.Run(t.Context(), recommend.Config{Run: record(results(standing("a", 0.7)), nil), Tests: c.tests})
			if err != nil || !slices.Equal(d.Against, c.want) {
				t.Errorf("got %q, %v, want %q", d.Against, err, c.want)
			}
		})
	}
}

func TestAnotherRunInWhichTheLeaderTrailsSpeaksAgainstIt(t *testing.T) {
	// run plays a against b, and returns it with a's score as stated.
	run := func(b string, score float64) *arena.Record {
		t.Helper()
		x := arena.Tournament{Config: arena.Config{Pairs: 1, Seed: 3, Rules: sim.DefaultRules()}, Load: bot.Setup{}.Loader(), Workers: 1}
		if err := x.Config.SetContestants([]string{"script:pro?name=a", b + "?name=b"}, ""); err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir() + "/run"
		if _, err := x.Run(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
		r, err := arena.Read(dir)
		if err != nil {
			t.Fatal(err)
		}
		r.Dir, r.Results = "other", results(script("a", score), script("b", 1-score))
		r.Results.Pairings = []arena.PairingResult{pairing("a", "b", score)}
		return r
	}
	here := run("script:rookie", 0.7)
	for _, c := range []struct {
		name  string
		other *arena.Record
		want  []string
	}{
		{"it trails", run("script:rookie", 0.4), []string{"In other it is behind b (-20.0 points [-30.0, -10.0] over 100 direct pairs)."}},
		{"it leads there too", run("script:rookie", 0.6), nil},
		{"another contestant of the rival's name", run("script:spammer", 0.4), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := recommend.Run(t.Context(), recommend.Config{Run: here, Others: []*arena.Record{c.other}})
			if err != nil || d.Name != "a" || !slices.Equal(d.Against, c.want) {
				t.Errorf("got %s: %q, %v, want %q against a", d.Name, d.Against, err, c.want)
			}
		})
	}
}

func TestACollapsedContestantIsNamedWithItsPairs(t *testing.T) {
	collapsed := standing("naive", 0)
	collapsed.Collapsed = true
	r := results(standing("a", 0.7), collapsed)
	r.Pairings = []arena.PairingResult{pairing("a", "naive", 1)}
	r.Pairings[0].Pentanomial = rating.Pentanomial{0, 0, 0, 0, 12}
	want := "naive has collapsed: it hardly ever acts, so it was not compared; the pair score of a includes 12 pairs against it."
	if got := recommendation(t, r, nil).Against; !slices.Contains(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
