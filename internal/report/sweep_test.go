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
			Value: 0.2 * float64(i), Text: text, Played: sweep.Played{
				Games: 20, Wins: wins, Losses: 20 - wins, WinRate: rate, WinRateCI95: ci,
				Pentanomial: rating.Pentanomial{5, 0, 0, 0, 5}, Score: rate, ScoreCI95: ci, ScoreMethod: rating.MethodWilson, SkillsPerMinute: 12, Collapsed: i == 0,
			},
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

func TestAMapIsPrintedAndDrawn(t *testing.T) {
	cell := func(wins int, gain float64) sweep.Cell {
		p := hump().Points[1].Played
		p.Wins, p.Score = wins, stats.Float(float64(wins)/20)
		return sweep.Cell{Played: p, DecisionsPerSecond: 20, Gain: stats.Float(gain), GainCI95: stats.Interval{Lo: gain - 0.1, Hi: gain + 0.1}}
	}
	m := &sweep.Map{
		Contestant: "m.onnx", ModelSHA256: "0123456789abcdef", Opponents: []string{"pro"}, Seed: 7, Pairs: 10, AsItIs: cell(14, 0),
		Rows: sweep.Axis{Setting: "period", Values: []float64{3, 6}}, Columns: sweep.Axis{Setting: "delay", Values: []float64{0, 6}},
		Cells: [][]sweep.Cell{{cell(18, 0.2), cell(16, 0.1)}, {cell(15, 0.05), {Gain: stats.Undefined(), Played: sweep.Played{Score: stats.Undefined()}}}},
	}
	for form, parts := range map[report.Form][]string{
		{Width: 200}:               {"│ 3 (50 ms) ", " 6 (100 ms) ", "Best: period 3 (50 ms) and delay 0 (0 ms), with a pair score of 90.0 %", "+20.0 [+10.0, +30.0] points", "no pairs", " – │", "20 with period 3", "10 pairs each requested, seed 7"},
		{Markdown: true}:           {"| 3 (50 ms) | 90.0 % "},
		{JSON: true}:               {`"contestant": "m.onnx"`},
		{CSV: report.ByContestant}: {"period,delay,games,", "\n3,0,20,18,"},
	} {
		var out strings.Builder
		if err := report.Map(&out, m, form); err != nil {
			t.Fatal(err)
		}
		for _, part := range parts {
			if !strings.Contains(out.String(), part) {
				t.Errorf("%+v: %q is missing:\n%s", form, part, out.String())
			}
		}
	}
	var svg strings.Builder
	if err := report.DrawMap(&svg, m); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"<svg", "pair score of m.onnx against pro, in percent: 10 pairs each, seed 7", "decision period, in ticks", "90.0", "–"} {
		if !strings.Contains(svg.String(), part) {
			t.Errorf("%q is missing in the drawing", part)
		}
	}
}
