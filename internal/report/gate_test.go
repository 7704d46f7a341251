package report_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/gate"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

func TestAGateIsPrintedWithDecisionsAndReasons(t *testing.T) {
	d := &gate.Document{Dir: "g", Records: []gate.Record{
		{Candidate: "broken", Decision: gate.Rejected, Why: "the file is truncated", Place: "rejected/broken", SignedBy: "me", Seed: 3, Test: rating.DefaultSPRT(), Score: stats.Undefined(), Elo: stats.Undefined()},
		{Candidate: "good", Decision: gate.Accepted, Why: "better", Place: "accepted/good", Pentanomial: rating.Pentanomial{0, 0, 1, 1, 10}, Wins: 21, Losses: 2, Draws: 1,
			Score: 0.93, ScoreCI95: stats.Interval{Lo: 0.8, Hi: 0.99}, ScoreMethod: rating.MethodWilson, Elo: 450, EloCI95: stats.Interval{Lo: 240, Hi: 800}, EloBiased: true, SPRT: rating.SPRTResult{LLR: 3.01}},
	}}
	var out strings.Builder
	if err := report.Gate(&out, d, report.Form{}); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"accepted: good; rejected: broken.", "│ broken    │ rejected │     0 │                   – │                              – │    – │  0-0-0 │", "93.0 % [80.0, 99.0] │", "+450.0 [+240.0, +800.0] biased", "3.01",
		"good: better; now in " + filepath.Join("g", "accepted/good"), "test of Elo 0 against 50", "seed 3", "signed off by me"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("%q is missing:\n%s", part, out.String())
		}
	}
}
