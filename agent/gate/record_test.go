package gate

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

// against returns the results of a candidate that won and lost so many pairs.
func against(t *testing.T, verdict rating.Verdict, lost, won int) arena.Results {
	t.Helper()
	p := arena.PairingResult{Pentanomial: rating.Pentanomial{lost, 0, 0, 0, won}, Wins: 2 * won, Losses: 2 * lost}
	s, err := p.Pentanomial.Summarize()
	if err != nil {
		t.Fatal(err)
	}
	p.Score, p.ScoreCI95, p.Elo, p.EloCI95 = stats.Float(s.Score), s.ScoreCI95, stats.Float(s.Elo), s.EloCI95
	p.SPRT = rating.SPRTResult{Verdict: verdict, LLR: 1, Lower: -2, Upper: 3}
	return arena.Results{Contestants: []arena.Standing{{Games: 2 * (lost + won)}, {}}, Pairings: []arena.PairingResult{p}}
}

func TestTheReasonSaysWhatTheTestDecided(t *testing.T) {
	for _, c := range []struct {
		verdict      rating.Verdict
		lost, won    int
		elo0, elo1   float64
		decision     Decision
		says, lacked string
	}{
		{rating.AcceptH0, 30, 3, 0, 100, Rejected, "the test accepts H0, an Elo difference of at most 0 to the champion, over H1, at least 100: pair score 9.1 % [", "0 Elo above"},
		{rating.AcceptH0, 30, 3, -50, 0, Rejected, "accepts H0, an Elo difference of at most -50 to the champion, over H1, at least 0: pair score 9.1 % [", "above"},
		{rating.AcceptH1, 3, 30, -50, 0, Accepted, "accepts H1, an Elo difference of at least 0 to the champion, over H0, at most -50: pair score 90.9 % [", "above"},
		{rating.Inconclusive, 10, 11, 0, 50, Inconclusive, "the test is inconclusive: pair score 52.4 % [", "accepts"},
	} {
		r := Record{Test: rating.SPRT{Elo0: c.elo0, Elo1: c.elo1}}
		if err := r.conclude(against(t, c.verdict, c.lost, c.won)); err != nil {
			t.Fatal(err)
		}
		if r.Decision != c.decision || !strings.Contains(r.Why, c.says) || !strings.Contains(r.Why, "LLR 1.00, bounds -2.00 and 3.00, after ") || strings.Contains(r.Why, c.lacked) {
			t.Errorf("%s of Elo %v against %v: %s, %q; want %s, %q", c.verdict, c.elo0, c.elo1, r.Decision, r.Why, c.decision, c.says)
		}
	}
}

func TestACandidateWithoutPairsHasNoNumbers(t *testing.T) {
	void := &arena.VoidReason{Kind: "load", Contestant: "new", Text: "truncated"}
	withdrawn := arena.Results{Contestants: []arena.Standing{{Withdrawn: void, Score: arena.Score{WinRate: stats.Undefined()}}, {}},
		Pairings: []arena.PairingResult{{Score: stats.Undefined(), Elo: stats.Undefined(), Voids: 1}}}
	r := newRecord("new")
	if err := r.conclude(withdrawn); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]Record{"never loaded": newRecord("new"), "withdrawn": r} {
		doc, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`"win_rate":null`, `"win_rate_ci95":[null,null]`, `"score":null`, `"score_ci95":[null,null]`, `"elo":null`, `"elo_ci95":[null,null]`} {
			if !strings.Contains(string(doc), want) {
				t.Errorf("%s: %s is missing: %s", name, want, doc)
			}
		}
		var again Record
		if err := json.Unmarshal(doc, &again); err != nil || again.WinRate.Defined() || again.Elo.Defined() {
			t.Errorf("%s: read again: %+v, %v", name, again, err)
		}
	}
}
