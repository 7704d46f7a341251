package report_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/recommend"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

func TestTablesKeepToTheirWidth(t *testing.T) {
	r := wide()
	for i, width := range []int{60, 80, 99, 100, 120, 160, 60, 80, 99, 100, 120, 160} {
		details := i < 6
		var out strings.Builder
		if err := report.Tournament(&out, arena.Outcome{Results: r, Replays: arena.ReplaySize{Files: 3, Bytes: 3000}}, recommend.Leader(r, nil), report.Form{Width: width, Details: details}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if n := text.StringWidth(strings.TrimRight(line, "\n")); n > width {
				t.Errorf("width %d: a line of %d columns: %s", width, n, line)
			}
		}
		for _, part := range []string{"WITHDRAWN", "COLLAPSED", "NOT TRANSITIVE", "ENDED BY THE CLOCK", "biased"} {
			if !strings.Contains(out.String(), part) {
				t.Errorf("width %d: %q is missing:\n%s", width, part, out.String())
			}
		}
	}
}

// wide returns results with long values and every kind of warning.
func wide() arena.Results {
	name := "a-model-with-a-very-long-name?decode=gate"
	ci := stats.Interval{Lo: 0.12345, Hi: 0.98765}
	score := arena.Score{Wins: 40000, Losses: 50000, Draws: 10000, WinRate: 0.4, WinRateCI95: ci}
	one := arena.Standing{
		Name: name, Games: 100000, Score: score, Voids: 12, Duplicates: 4, PairScore: 0.5, PairScoreCI95: ci, Elo: -1234.5, EloCI95: stats.Interval{Lo: -2345, Hi: -1000},
		EloBiased: true, Collapsed: true, Ledger: arena.Ledger{Decisions: 1234567, Chosen: 1234567, Masked: 123456, Sent: 123456, Accepted: 123456, Hit: 123456, Faults: 12345},
		Withdrawn:  &arena.VoidReason{Kind: bot.Crashed, Contestant: name, Text: "signal: segmentation fault"},
		DecisionUS: arena.Quantiles{P50: 123456, P99: 1234567}, Slices: []arena.Slice{{By: "side", Is: "left", Score: score}, {By: "length", Is: "second third", Score: score}},
	}
	two, three := one, one
	two.Name, three.Name = "b", "c"
	var pairings []arena.PairingResult
	for _, p := range [][2]string{{name, "b"}, {name, "c"}, {"b", "c"}} {
		pairings = append(pairings, arena.PairingResult{
			A: p[0], B: p[1], Pentanomial: rating.Pentanomial{1, 22222, 33333, 44444, 5}, Wins: 40000, Losses: 50000, Draws: 10000, Voids: 3, Duplicates: 1, Seeds: 99999,
			Score: 0.5, ScoreCI95: ci, ScoreMethod: rating.MethodWilson, Elo: 0, EloCI95: stats.Interval{Lo: -300, Hi: 300}, EloBiased: true, LOS: 0.5,
		})
	}
	return arena.Results{
		Pairs: 100000, Test: &rating.SPRT{Elo1: 50}, Ended: arena.EndedByClock, Contestants: []arena.Standing{one, two, three}, Pairings: pairings,
		Fit: &arena.Fit{ChiSquare: 44, DF: 1, P: 0.0001, VirtualDraws: true}, SideAdvantage: &arena.SideAdvantage{Pairs: 3},
	}
}

func TestNotesOfAPageAreSentences(t *testing.T) {
	notes := report.FitNotes(arena.Results{Fit: &arena.Fit{VirtualDraws: true}})
	if len(notes) == 0 || !slices.Contains(notes, "A contestant won or lost everything: one virtual draw per pairing keeps the ratings finite") {
		t.Errorf("notes are %q; want sentences", notes)
	}
}
