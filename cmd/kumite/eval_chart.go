package main

import (
	"fmt"
	"io"

	"github.com/kumite/kumite/internal/chart"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// draw writes the pictures that were asked for.
func (x *evalFlags) draw(doc evaluation) error {
	about := fmt.Sprintf("%d frames of %d recordings", doc.Logs.Frames, doc.Logs.Recordings)
	if x.confusion != "" {
		c := doc.Candidates[0]
		err := durable.WriteFile(x.confusion, func(w io.Writer) error {
			return chart.DrawMatrix(w, chart.Matrix{
				Title: c.Name + ": what the expert did and what it did, " + about, Rows: "expert", Columns: c.Name,
				RowNames: c.Classes, ColumnNames: c.Classes, Counts: c.Confusion,
			})
		})
		if err != nil {
			return err
		}
	}
	if x.reliability == "" {
		return nil
	}
	if !withScores(doc.Candidates) {
		return fmt.Errorf("--reliability: %s has no columns logit:CLASS, so nothing is promised", x.from.path)
	}
	return durable.WriteFile(x.reliability, func(w io.Writer) error {
		return chart.Lines(w, reliabilityChart(doc.Candidates, about))
	})
}

// reliabilityChart shows for each candidate what p_act promised and how often
// the expert acted, with Wilson's intervals, beside the diagonal of what is
// kept.
func reliabilityChart(candidates []offline.Result, about string) chart.Chart {
	c := chart.Chart{Title: "What p_act promises and what comes, " + about, X: "mean p_act of a bin (15 bins of equal mass)", Y: "share of frames in which the expert acts [95 %]"}
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
