package main

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/kumite/kumite/internal/chart"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
)

// curveRows is how many rows of a curve a person gets to see.
const curveRows = 16

// printTuning shows what was found to a person.
func printTuning(out io.Writer, d *tuningResult) {
	fmt.Fprintf(out, "%s on %s: %d recordings, %d frames; calibrated on %d, chosen on %d with %d presses, seed %d\n",
		d.Model, d.Logs.Folder, d.Logs.Recordings, d.Logs.Frames, d.Logs.CalibratedOn, d.Logs.TunedOn, d.Logs.Presses, d.Logs.SplitSeed)
	fmt.Fprintf(out, "temperature %.4g, bias", d.Calibration.Temperature)
	for i, b := range d.Calibration.Bias {
		fmt.Fprintf(out, " %s %+.2f", d.Calibration.Classes[i], b)
	}
	fmt.Fprintf(out, "; NLL %.5f → %.5f nats a frame\nobjective %s: %s\n\n", d.Calibration.NLLBefore, d.Calibration.NLLAfter, d.Objective.Name, d.Objective.About)
	for _, f := range d.Families {
		printCurve(out, d, f)
	}
	if len(d.Families) > 1 {
		t := newTable("decoder", d.Objective.Name+" [95 %]", "presses / expert's", "settings")
		for _, f := range d.Families {
			p := f.Curve[f.Chosen]
			t.AppendRow(table.Row{f.Decoder, p.value(), decimal(p.ActionRateRatio, 2), p.Query})
		}
		fmt.Fprintln(out, t.Render())
	}
	for _, name := range slices.Sorted(maps.Keys(d.skipped)) {
		fmt.Fprintf(out, "%s left out: %s\n", name, d.skipped[name])
	}
	t := newTable("another objective", "value [95 %]", "presses / expert's", "would choose")
	for _, o := range d.Others {
		t.AppendRow(table.Row{o.Name, o.Chosen.value(), decimal(o.Chosen.ActionRateRatio, 2), o.Chosen.Query})
	}
	fmt.Fprintln(out, t.Render())
	fmt.Fprintf(out, "chosen: %s, %s %s over %d recordings\n", d.Chosen.Query, d.Objective.Name, d.Chosen.value(), d.Logs.TunedOn)
	switch d.Sidecar {
	case "":
		fmt.Fprintln(out, "no settings were written")
	case d.Model + ".json":
		fmt.Fprintf(out, "wrote %s; play it: kumite tournament --pairs 200 %s script:pro\n", d.Sidecar, d.Model)
	default:
		fmt.Fprintf(out, "wrote %s; play it: cp %s %s.json && kumite tournament --pairs 200 %s script:pro\n", d.Sidecar, d.Sidecar, d.Model, d.Model)
	}
}

// value is the objective with its interval.
func (p tunedPoint) value() string {
	text := decimal(p.Objective, 4)
	if p.CI95 != nil {
		text += fmt.Sprintf(" [%s, %s]", decimal(stats.Float(p.CI95.Lo), 4), decimal(stats.Float(p.CI95.Hi), 4))
	}
	return text
}

// printCurve prints argmax and a family's curve, thinned, with the chosen
// setting marked by > and the best by *.
func printCurve(out io.Writer, d *tuningResult, f tunedFamily) {
	name := f.Setting
	if name == "" {
		name = f.Decoder
	}
	t := newTable("", f.Decoder+" "+name, d.Objective.Name+" ± se", fmt.Sprintf("event-F1 ±%d", d.Objective.Tolerance),
		"presses / expert's", "without book", "balanced accuracy", "frame accuracy")
	row := func(mark, setting string, p tunedPoint) {
		t.AppendRow(table.Row{mark, setting, decimal(p.Objective, 4) + " ± " + decimal(p.SE, 4), decimal(p.EventF1, 3),
			decimal(p.ActionRateRatio, 2), decimal(p.WithoutBook, 2), percent(p.BalancedAccuracy), percent(p.FrameAccuracy)})
	}
	row("", "argmax", d.Argmax)
	step := max(1, (len(f.Curve)+curveRows-1)/curveRows)
	for i, p := range f.Curve {
		mark := ""
		if i == f.Best {
			mark = "*"
		}
		if i == f.Chosen {
			mark = ">" + mark
		}
		if mark != "" || (i-f.Chosen)%step == 0 {
			setting := fmt.Sprint(p.Setting)
			if f.Setting == "" {
				setting = ""
			}
			row(mark, setting, p)
		}
	}
	fmt.Fprintln(out, t.Render())
	fmt.Fprintln(out, "> chosen: the least active within one standard error of * the best")
}

// drawTuning draws the curve of the chosen family's setting.
func drawTuning(path string, d *tuningResult) error {
	i := slices.IndexFunc(d.Families, func(f tunedFamily) bool { return strings.HasPrefix(d.Chosen.Query, "decode="+f.Decoder+"&") })
	f := d.Families[max(i, 0)]
	if f.Setting == "" {
		return fmt.Errorf("--plot: decoder %s has no setting to draw a curve over", f.Decoder)
	}
	c := chart.Chart{
		Title: fmt.Sprintf("%s by %s, %d recordings, seed %d", f.Decoder, d.Objective.Name, d.Logs.TunedOn, d.Logs.SplitSeed),
		X:     f.Setting, Y: "share; action-rate ratio cut off at 2",
		Marks:  []chart.Mark{{At: float64(f.Curve[f.Chosen].Setting), Vertical: true, Label: "chosen"}},
		YRange: [2]float64{0, 2},
	}
	curve := func(name string, y func(tunedPoint) stats.Float, bounds func(tunedPoint) (low, high float64)) {
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
		curve(d.Objective.Name, func(p tunedPoint) stats.Float { return p.Objective }, func(p tunedPoint) (float64, float64) {
			if p.CI95 == nil {
				return math.NaN(), math.NaN()
			}
			return p.CI95.Lo, p.CI95.Hi
		})
	}
	if d.Objective.Name != "event_f1" {
		curve(fmt.Sprintf("event-F1 ±%d", d.Objective.Tolerance), func(p tunedPoint) stats.Float { return p.EventF1 }, nil)
	}
	curve("action-rate ratio", func(p tunedPoint) stats.Float { return p.ActionRateRatio }, nil)
	if d.Objective.Name != "balanced_accuracy" {
		curve("balanced accuracy", func(p tunedPoint) stats.Float { return p.BalancedAccuracy }, nil)
	}
	curve("frame accuracy", func(p tunedPoint) stats.Float { return p.FrameAccuracy }, nil)
	return durable.WriteFile(path, func(w io.Writer) error { return chart.Lines(w, c) })
}
