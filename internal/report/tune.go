package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent/tune"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/vision/logs/audit"
)

// curveRows is the approximate number of rows that are printed of a curve.
const curveRows = 16

// Tuning writes the result of tuning a model: the curve of each decoder, the settings
// that other objectives would choose, and the chosen settings.
func Tuning(out io.Writer, d *tune.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	p := newPage(f)
	p.paragraph(fmt.Sprintf("chosen: %s, %s %s over %s", d.Chosen.Query, d.Objective.Name, objectiveValue(d, d.Chosen), plural(d.Logs.TunedOn, "recording")))
	p.linef("%s on %s: %s, %s; calibrated on %d, chosen on %d with %s, seed %d",
		d.Model, d.Logs.Folder, plural(d.Logs.Recordings, "recording"), plural(d.Logs.Frames, "frame"), d.Logs.CalibratedOn, d.Logs.TunedOn, plural(d.Logs.Presses, "press"), d.Logs.SplitSeed)
	bias := ""
	for i, b := range d.Calibration.Bias {
		bias += fmt.Sprintf(" %s %+.2f", d.Calibration.Classes[i], b)
	}
	p.linef("temperature %.4g, bias%s; NLL %.5f → %.5f nats a frame", d.Calibration.Temperature, bias, d.Calibration.NLLBefore, d.Calibration.NLLAfter)
	p.linef("objective %s: %s%s", d.Objective.Name, d.Objective.About, lasting(d))
	for _, f := range d.Families {
		printCurve(p, d, f)
	}
	if len(d.Families) > 1 {
		t := newWords("decoder", d.Objective.Name+" [95 %]", "presses / expert's", "settings")
		for _, f := range d.Families {
			p := f.Curve[f.Chosen]
			t.add(f.Decoder, objectiveValue(d, p), decimal(p.ActionRateRatio, 2), p.Query)
		}
		p.table(t)
	}
	for _, name := range slices.Sorted(maps.Keys(d.Skipped)) {
		p.linef("%s skipped: %s", name, d.Skipped[name])
	}
	t := newWords("another objective", "value [95 %]", "presses / expert's", "would choose")
	for _, o := range d.Others {
		t.add(o.Name, objectiveValue(d, o.Chosen), decimal(o.Chosen.ActionRateRatio, 2), o.Chosen.Query)
	}
	p.table(t)
	for _, warning := range d.Warnings {
		p.linef("warning: %s", warning)
	}
	switch d.Sidecar {
	case "":
		p.line("no settings were written")
	case d.Model + ".json":
		p.commandf("wrote %s; play it: kumite tournament --pairs 200 %s script:pro", d.Sidecar, d.Model)
	default:
		p.commandf("wrote %s; play it: cp %s %s.json && kumite tournament --pairs 200 %s script:pro", d.Sidecar, d.Sidecar, d.Model, d.Model)
	}
	return p.writeTo(out)
}

// lasting says how long the frames within which presses match last, or returns "" if
// the logs' decision period is the duel's.
func lasting(d *tune.Document) string {
	time := audit.Lasting(d.Objective.Tolerance, d.Logs.PeriodMS)
	if time == "" {
		return ""
	}
	return fmt.Sprintf("; presses match within %d frames%s", d.Objective.Tolerance, time)
}

// objectiveValue formats the objective of a point with its interval, or "too few"
// if the recordings or the presses are too few for one.
func objectiveValue(d *tune.Document, p tune.Point) string {
	text := decimal(p.Objective, 4)
	if d.TooFew || p.CI95 == nil {
		return text + " [too few]"
	}
	return text + fmt.Sprintf(" [%s, %s]", decimal(stats.Float(p.CI95.Lo), 4), decimal(stats.Float(p.CI95.Hi), 4))
}

// printCurve prints argmax and a family's curve, thinned, with the chosen
// setting marked by > and the best by *.
func printCurve(p *page, d *tune.Document, f tune.Family) {
	name := f.Setting
	if name == "" {
		name = f.Decoder
	}
	t := newWords(f.Decoder+" "+name, d.Objective.Name+" ± se", "event-F1 "+within(d.Objective.Tolerance, d.Logs.PeriodMS),
		"presses / expert's", "without book", "balanced accuracy", "frame accuracy")
	row := func(mark, setting string, p tune.Point) {
		t.add(strings.TrimSpace(setting+" "+mark), decimal(p.Objective, 4)+" ± "+decimal(p.SE, 4), decimal(p.EventF1, 3),
			decimal(p.ActionRateRatio, 2), decimal(p.WithoutBook, 2), percent(p.BalancedAccuracy), percent(p.FrameAccuracy))
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
	p.table(t)
	p.line("> chosen: the least active within one standard error of * the best")
}
