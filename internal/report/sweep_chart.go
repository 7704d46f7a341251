package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/internal/chart"
)

// DrawSweep writes a sweep's win rates and pair scores as SVG.
func DrawSweep(out io.Writer, d *sweep.Document) error {
	wins := chart.Series{Name: "win rate (Wilson 95 %)"}
	scores := chart.Series{Name: "pair score (95 %)"}
	for _, p := range d.Points {
		if p.Games > 0 {
			wins.Points = append(wins.Points, chart.Point{X: p.Value, Y: float64(p.WinRate), Low: p.WinRateCI95.Lo, High: p.WinRateCI95.Hi})
		}
		if p.Score.Defined() {
			scores.Points = append(scores.Points, chart.Point{X: p.Value, Y: float64(p.Score), Low: p.ScoreCI95.Lo, High: p.ScoreCI95.Hi})
		}
	}
	file, _ := bot.Split(d.Contestant)
	c := chart.Chart{
		Title:  fmt.Sprintf("%s against %s: %s each, seed %d", file, strings.Join(d.Opponents, ", "), plural(d.Pairs, "pair"), d.Seed),
		X:      axisName(d.Setting),
		Y:      "share of matches won",
		Series: []chart.Series{wins, scores},
		Marks:  []chart.Mark{{At: d.Bar, Label: "bar: " + wholePercent(d.Bar)}},
		YRange: [2]float64{0, 1},
	}
	if k := d.Knee; k != nil {
		c.Marks = append(c.Marks, chart.Mark{At: k.Value, Vertical: true, Label: "knee: " + sweepValue(d, k.Value)})
	}
	return chart.Lines(out, c)
}
