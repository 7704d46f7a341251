package report

import (
	"fmt"
	"io"

	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/internal/chart"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// EvaluationCharts names the SVG files that KeepEvaluation draws; "" draws none.
type EvaluationCharts struct {
	Confusion   string // matrix of the only candidate
	Reliability string // of p_act; the candidates must have scores
}

// Validate refuses charts that so many candidates cannot have.
func (c EvaluationCharts) Validate(candidates int) error {
	if c.Confusion != "" && candidates > 1 {
		return fmt.Errorf("draw %s: a confusion matrix shows one contestant; got %d", c.Confusion, candidates)
	}
	return nil
}

// KeepEvaluation draws charts of an evaluation.
func KeepEvaluation(charts EvaluationCharts, e *openloop.Evaluation) error {
	if err := charts.Validate(len(e.Candidates)); err != nil {
		return err
	}
	if charts.Confusion != "" {
		if err := durable.WriteFile(charts.Confusion, func(w io.Writer) error { return Confusion(w, e, e.Candidates[0]) }); err != nil {
			return err
		}
	}
	if charts.Reliability == "" {
		return nil
	}
	if !e.Scored() {
		return fmt.Errorf("draw %s: %s has no scores; add columns logit:CLASS", charts.Reliability, e.Source)
	}
	return durable.WriteFile(charts.Reliability, func(w io.Writer) error { return drawReliability(w, e) })
}

// Confusion draws one candidate's confusion matrix as SVG.
func Confusion(out io.Writer, e *openloop.Evaluation, c offline.Result) error {
	return chart.DrawMatrix(out, chart.Matrix{
		Title: c.Name + ": classes of the expert and of the model, " + counted(e), Rows: "expert", Columns: c.Name,
		RowNames: c.Classes, ColumnNames: c.Classes, Counts: c.Confusion,
	})
}

// drawReliability draws a reliability diagram of each candidate's p_act as SVG. The
// candidates must have scores.
func drawReliability(out io.Writer, e *openloop.Evaluation) error {
	return chart.Lines(out, reliabilityChart(e.Candidates, counted(e)))
}

// counted returns the size of the evaluated logs.
func counted(e *openloop.Evaluation) string {
	return fmt.Sprintf("%s of %s", plural(e.Logs.Frames, "frame"), plural(e.Logs.Recordings, "recording"))
}

// reliabilityChart shows for each candidate how often the expert acted, with Wilson's
// intervals, over the mean p_act, and the diagonal of perfect calibration.
func reliabilityChart(candidates []offline.Result, about string) chart.Chart {
	c := chart.Chart{Title: "Reliability of p_act, " + about, X: "mean p_act of a bin (15 bins of equal mass)", Y: "share of frames in which the expert acts [95 %]"}
	top := 0.0
	for _, r := range candidates {
		s := chart.Series{Name: r.Name}
		for _, b := range r.Reliability {
			ci := stats.Wilson(float64(b.ActShare)*float64(b.Frames), float64(b.Frames))
			s.Points = append(s.Points, chart.Point{X: float64(b.PAct), Y: float64(b.ActShare), Low: ci.Lo, High: ci.Hi})
			top = max(top, float64(b.PAct), ci.Hi)
		}
		c.Series = append(c.Series, s)
	}
	c.Series = append(c.Series, chart.Series{Name: "calibrated", Points: []chart.Point{{}, {X: top, Y: top}}})
	c.XRange, c.YRange = [2]float64{0, top}, [2]float64{0, top}
	return c
}
