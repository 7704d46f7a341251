package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent/tune"
	"github.com/kumite/kumite/internal/chart"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
)

// KeepTuningChart draws TuningChart to a file.
func KeepTuningChart(path string, d *tune.Document) error {
	return durable.WriteFile(path, func(w io.Writer) error { return TuningChart(w, d) })
}

// TuningChart draws the curve over the chosen decoder's main setting as SVG.
func TuningChart(out io.Writer, d *tune.Document) error {
	i := slices.IndexFunc(d.Families, func(f tune.Family) bool { return strings.HasPrefix(d.Chosen.Query, "decode="+f.Decoder+"&") })
	f := d.Families[max(i, 0)]
	if f.Setting == "" {
		return fmt.Errorf("decoder %s has no setting to draw a curve over", f.Decoder)
	}
	c := chart.Chart{
		Title: fmt.Sprintf("%s by %s, %s, seed %d", f.Decoder, d.Objective.Name, plural(d.Logs.TunedOn, "recording"), d.Logs.SplitSeed),
		X:     f.Setting, Y: "share; action-rate ratio cut off at 2",
		Marks:  []chart.Mark{{At: float64(f.Curve[f.Chosen].Setting), Vertical: true, Label: "chosen"}},
		YRange: [2]float64{0, 2},
	}
	curve := func(name string, y func(tune.Point) stats.Float, bounds func(tune.Point) (low, high float64)) {
		s := chart.Series{Name: name}
		for _, p := range f.Curve {
			pt := chart.Point{X: float64(p.Setting), Y: float64(y(p)), Low: math.NaN(), High: math.NaN()}
			if pt.Y > 2 {
				continue
			}
			if bounds != nil {
				pt.Low, pt.High = bounds(p)
			}
			s.Points = append(s.Points, pt)
		}
		c.Series = append(c.Series, s)
	}
	if d.Objective.Name != "rate" && d.Objective.Name != "cost" {
		curve(d.Objective.Name, func(p tune.Point) stats.Float { return p.Objective }, func(p tune.Point) (float64, float64) {
			if p.CI95 == nil {
				return math.NaN(), math.NaN()
			}
			return p.CI95.Lo, p.CI95.Hi
		})
	}
	if d.Objective.Name != "event_f1" {
		curve("event-F1 "+within(d.Objective.Tolerance, d.Logs.PeriodMS), func(p tune.Point) stats.Float { return p.EventF1 }, nil)
	}
	curve("action-rate ratio", func(p tune.Point) stats.Float { return p.ActionRateRatio }, nil)
	if d.Objective.Name != "balanced_accuracy" {
		curve("balanced accuracy", func(p tune.Point) stats.Float { return p.BalancedAccuracy }, nil)
	}
	curve("frame accuracy", func(p tune.Point) stats.Float { return p.FrameAccuracy }, nil)
	return chart.Lines(out, c)
}
