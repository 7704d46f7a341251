package html

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// Evaluation is an evaluation on logs with the name of its file.
type Evaluation struct {
	Source string
	*openloop.Evaluation
}

// ReadEvaluations reads files of eval --json, and the evaluations of studies, which are
// folders.
func ReadEvaluations(paths []string) (all []Evaluation, err error) {
	for _, path := range paths {
		e, err := report.ReadEvaluation(path)
		if err != nil {
			return nil, err
		}
		all = append(all, Evaluation{filepath.Base(path), e})
	}
	return all, nil
}

// againstOnLogs says what in the evaluations of a contestant speaks against it.
func againstOnLogs(evals []Evaluation, r arena.Results, name string) (all []string) {
	for _, e := range evals {
		of, ok := e.of(r, name)
		if !ok {
			continue
		}
		if of.Collapsed {
			all = append(all, fmt.Sprintf("On logs (%s) it has collapsed: it has fewer than a tenth of the expert's presses.", e.Source))
		}
		for _, w := range e.Warnings {
			all = append(all, fmt.Sprintf("On logs (%s): %s.", e.Source, w))
		}
	}
	return all
}

// warningsOnLogs returns the warnings of evaluations without that contestant.
func warningsOnLogs(evals []Evaluation, r arena.Results, name string) (all []string) {
	for _, e := range evals {
		if _, ok := e.of(r, name); ok {
			continue
		}
		for _, w := range e.Warnings {
			all = append(all, fmt.Sprintf("on logs (%s): %s", e.Source, w))
		}
	}
	return all
}

// of returns the results of a contestant of the run: of the same model and decoder.
func (e *Evaluation) of(r arena.Results, name string) (of offline.Result, ok bool) {
	for _, s := range r.Contestants {
		for _, c := range e.Candidates {
			if s.Name == name && c.ModelSHA256 != "" && s.ModelSHA256 == c.ModelSHA256 && s.Decoder == c.Decoder {
				return c, true
			}
		}
	}
	return of, false
}

// offlineResult is one candidate of an evaluation.
type offlineResult struct {
	Name      string
	Of        string // which logs, and which contestant of the run it is
	Facts     []fact
	Classes   []string // columns of Confusion
	Confusion []confusionRow
	Chart     *reliability // nil without scores
}

type confusionRow struct {
	Class string
	Cells []confusionCell
}

// confusionCell is a count; Heat is its share of the row in tenths.
type confusionCell struct {
	Count string
	Heat  int
	Right bool // on the diagonal
}

// reliability is a diagram on a field of 100 by 100 with the origin at the lower left, on
// square-root scales.
type reliability struct {
	Top    string // value at the ends of the axes
	Points []reliabilityPoint
	Text   string // for screen readers
}

type reliabilityPoint struct{ X, Y, Low, High float64 }

// newOffline shows the candidates of evaluations.
func newOffline(evals []Evaluation, r arena.Results) (all []offlineResult) {
	for _, e := range evals {
		for _, c := range e.Candidates {
			x := offlineResult{Name: c.Name, Facts: offlineFacts(c), Classes: c.Classes}
			x.Of = fmt.Sprintf("%s: %d frames of %d recordings, %.2f %% no_action; %s", e.Source, e.Logs.Frames, e.Logs.Recordings, 100*e.Logs.NoActionShare, inRun(c, r))
			for i, row := range c.Confusion {
				x.Confusion = append(x.Confusion, newConfusionRow(c.Classes[i], i, row))
			}
			x.Chart = newReliability(c)
			all = append(all, x)
		}
	}
	return all
}

// inRun says which contestant of the run a candidate is.
func inRun(c offline.Result, r arena.Results) string {
	other := ""
	for _, s := range r.Contestants {
		switch {
		case c.ModelSHA256 == "" || s.ModelSHA256 != c.ModelSHA256:
		case s.Decoder == c.Decoder:
			return s.Name + " of this run, same model and decoder"
		default:
			other = s.Name
		}
	}
	if other != "" {
		return "the model of " + other + " with another decoder than in this run"
	}
	return "not a contestant of this run"
}

func offlineFacts(c offline.Result) []fact {
	five, _ := c.Events.At(5)
	two, _ := c.Events.At(2)
	number := func(v stats.Float, key string) string { return report.Decimal(c, key, v) }
	percent := func(v stats.Float, key string) string { return report.Percent(c, key, v) }
	all := []fact{
		{"presses / expert's", fmt.Sprintf("%d / %d = %s", five.Predicted, five.Expert, number(c.ActionRateRatio, "action_rate_ratio"))},
		{"event-F1 ±5 frames", number(five.F1, "event_f1_5")},
		{"event recall ±2 frames", number(two.Recall, "event_recall_2")},
		{"balanced accuracy", percent(c.BalancedAccuracy, "balanced_accuracy")},
		{"frame accuracy", percent(c.FrameAccuracy, "frame_accuracy")},
		{"… of never acting", percent(c.ConstantBaselineAccuracy, "constant_baseline_accuracy")},
		{"wrong-skill rate", percent(c.WrongSkillRate, "wrong_skill_rate")},
	}
	if c.Scored() {
		all = append(all, fact{"calibration error of p_act", c.ECE.Text("%.4f")}, fact{"NLL", number(c.NLL, "nll") + " nats a frame"})
	}
	if c.Collapsed {
		all = append(all, fact{"collapsed", "yes: fewer than a tenth of the expert's presses"})
	}
	return all
}

func newConfusionRow(class string, diagonal int, counts []int) confusionRow {
	row, sum := confusionRow{Class: class}, 0
	for _, n := range counts {
		sum += n
	}
	for i, n := range counts {
		cell := confusionCell{Count: fmt.Sprint(n), Right: i == diagonal}
		if n > 0 {
			cell.Heat = max(1, 10*n/sum)
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// newReliability draws how often the expert acted over the mean p_act of each bin, with
// Wilson's intervals.
func newReliability(c offline.Result) *reliability {
	top := 0.0
	type bin struct {
		p, share float64
		ci       stats.Interval
	}
	var bins []bin
	for _, b := range c.Reliability {
		if b.Frames == 0 || !b.PAct.Defined() || !b.ActShare.Defined() {
			continue
		}
		ci := stats.Wilson(float64(b.ActShare)*float64(b.Frames), float64(b.Frames))
		bins = append(bins, bin{float64(b.PAct), float64(b.ActShare), ci})
		top = max(top, float64(b.PAct), ci.Hi)
	}
	if top == 0 {
		return nil
	}
	d := &reliability{Top: fmt.Sprintf("%.2g", top)}
	var text []string
	for _, b := range bins {
		at := func(v float64) float64 { return 100 * math.Sqrt(v/top) } // presses are rare
		d.Points = append(d.Points, reliabilityPoint{at(b.p), 100 - at(b.share), 100 - at(b.ci.Lo), 100 - at(b.ci.Hi)})
		text = append(text, fmt.Sprintf("%.3g: %.3g", b.p, b.share))
	}
	d.Text = "mean p_act and share of frames in which the expert acts, by bin: " + strings.Join(text, ", ")
	return d
}
