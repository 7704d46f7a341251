package report_test

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

// hump returns a sweep whose win rates rise and then fall.
func hump() *sweep.Document {
	d := &sweep.Document{
		Contestant: "m.onnx?decode=gate", ModelSHA256: "0123456789abcdef", Setting: "tau", Opponents: []string{"pro"}, Seed: 7, Pairs: 10, Bar: 0.5,
		Results: arena.Results{Ended: arena.EndedBySchedule},
	}
	for i, text := range []string{"0.0", "0.2", "0.4"} {
		wins := []int{8, 16, 11}[i]
		rate, ci := stats.Float(float64(wins)/20), stats.Wilson(float64(wins), 20)
		d.Points = append(d.Points, sweep.Point{
			Value: 0.2 * float64(i), Text: text, Games: 20, Wins: wins, Losses: 20 - wins, WinRate: rate, WinRateCI95: ci,
			Pentanomial: rating.Pentanomial{5, 0, 0, 0, 5}, Score: rate, ScoreCI95: ci, ScoreMethod: rating.MethodWilson, SkillsPerMinute: 12, Collapsed: i == 0,
		})
	}
	from, to := d.Points[1].Value, d.Points[1].Value
	d.Knee = &sweep.Optimum{Value: d.Points[2].Value, SureFrom: &from, Sure: &to}
	d.Best = &sweep.Optimum{Value: d.Points[1].Value}
	return d
}

func printed(t *testing.T, d *sweep.Document, f report.Form) string {
	t.Helper()
	var out strings.Builder
	if err := report.Sweep(&out, d, f); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestASweepIsPrintedWithItsFindings(t *testing.T) {
	d := hump()
	lacks := func(text string, parts ...string) {
		t.Helper()
		for _, part := range parts {
			if !strings.Contains(text, part) {
				t.Errorf("%q is missing:\n%s", part, text)
			}
		}
	}
	lacks(printed(t, d, report.Form{Width: 200}), "│ 0.0 COLLAPSED │", "│ 8-12-0 │",
		"The knee is tau=0.4, the largest tau with a win rate of at least 50 %: 11/20, pair score 55.0 % [", "; it is the last value of the range, so the knee may be higher",
		"sure: from tau=0.2 to tau=0.2 the whole interval of the pair score is at or above 50 %", "best: tau=0.2 with a pair score of 80.0 %",
		"m.onnx?decode=gate (sha256 0123456789ab) against pro: 10 pairs each, seed 7, the same seeds for every value")
	d.Knee.SureFrom, d.Knee.Sure = nil, nil
	lacks(printed(t, d, report.Form{Markdown: true}), "| 0.2 | 80.0 % [58.4, 91.9] |", "sure: none, the interval of the best pair score extends below 50 %",
		"so the knee may be higher. That may be chance: at no value is the whole interval of the pair score at or above 50 %.\n")
	d.Knee, d.Bar = nil, 0.995
	lacks(printed(t, d, report.Form{}), "There is no knee: no tau reaches a win rate of 99.5 %.")
	d.Points[1].Pentanomial, d.Results.Ended = rating.Pentanomial{}, arena.EndedByClock
	lacks(printed(t, d, report.Form{}), "│ pairs │", "ENDED BY THE CLOCK", "10 pairs each requested")
	lacks(printed(t, hump(), report.Form{CSV: report.ByContestant}), "tau,games,wins,", "\n0.2,20,16,4,0,0,0.8,")
	lacks(printed(t, hump(), report.Form{JSON: true}), `"contestant": "m.onnx?decode=gate"`)
}

func TestASweepIsDrawnWithItsBarAndKnee(t *testing.T) {
	var svg strings.Builder
	d := hump()
	if err := report.DrawSweep(&svg, d); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"<svg", "m.onnx against pro: 10 pairs each, seed 7", "bar: 50 %", "knee: tau=0.4"} {
		if !strings.Contains(svg.String(), part) {
			t.Errorf("%q is missing in the drawing", part)
		}
	}
}
