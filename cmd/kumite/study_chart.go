package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/internal/chart"
	"github.com/kumite/kumite/policy/offline"
)

// keep writes study.json, study.md and the plots.
func (x *study) keep(doc studyDocument) error {
	plots := filepath.Join(x.out, "plots")
	if err := os.MkdirAll(plots, 0o755); err != nil {
		return fmt.Errorf("write study: %w", err)
	}
	err := errors.Join(
		writeDocument(filepath.Join(x.out, "study.json"), func(f *os.File) error { return printJSON(f, doc) }),
		writeDocument(filepath.Join(x.out, "study.md"), func(f *os.File) error { doc.print(f, markdownTables); return nil }),
	)
	for _, m := range offline.Metrics() {
		c := doc.scatter(m)
		if len(c.Series) == 0 {
			continue // defined for no unit
		}
		err = errors.Join(err, writeDocument(filepath.Join(plots, m.Key+".svg"), func(f *os.File) error { return chart.Scatter(f, c) }))
	}
	return err
}

// scatter draws a metric against the online score, a series for each level.
// The unit that the metric picks is named.
func (d *studyDocument) scatter(m offline.Metric) chart.Chart {
	c := chart.Chart{
		Title: fmt.Sprintf("%s and the online score: %d units, %d pairs each, seed %d", m.Name, len(d.Units), d.Pairs*len(d.Opponents), d.Seed),
		X:     fmt.Sprintf("%s (better: %s)", m.Name, m.Better), Y: "online pair score", YRange: [2]float64{0, 1},
	}
	for _, l := range d.Levels {
		p := l.metric(m.Key)
		s := chart.Series{Name: fmt.Sprintf("wrong press costs %d: ρ %s", l.WrongPressCost, rho(p.All))}
		drawn := false
		for i, u := range l.Units {
			pt := chart.Point{X: float64(d.Units[i].Metrics[m.Key]), Y: float64(u.Score), Low: u.ScoreCI95.Lo, High: u.ScoreCI95.Hi}
			if u.Unit == p.Pick {
				pt.Label = "its pick: " + u.Unit
			}
			drawn = drawn || d.Units[i].Metrics[m.Key].Defined() && u.Score.Defined()
			s.Points = append(s.Points, pt)
		}
		if drawn {
			c.Series = append(c.Series, s)
		}
	}
	return c
}
