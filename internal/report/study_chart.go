package report

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/kumite/kumite/agent/study"
	"github.com/kumite/kumite/internal/chart"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// KeepStudy writes study.json, study.md and the plots into a study's folder.
func KeepStudy(dir string, doc *study.Document) error {
	root, err := safefile.MakeRoot(dir)
	if err != nil {
		return fmt.Errorf("write study: %w", err)
	}
	defer root.Close()
	plots, err := root.MakeSub("plots")
	if err != nil {
		return fmt.Errorf("write study: %w", err)
	}
	defer plots.Close()
	err = errors.Join(
		durable.WriteJSONIn(root, "study.json", doc),
		durable.WriteFileIn(root, "study.md", func(f io.Writer) error { return Study(f, doc, Form{Markdown: true}) }),
	)
	for _, m := range offline.Metrics() {
		c := scatter(doc, m)
		if len(c.Series) == 0 {
			continue // defined for no unit
		}
		err = errors.Join(err, durable.WriteFileIn(plots, m.Key+".svg", func(f io.Writer) error { return chart.Scatter(f, c) }))
	}
	if len(doc.Levels) > 1 {
		err = errors.Join(err, durable.WriteFileIn(plots, "ranking.svg", func(f io.Writer) error { return chart.Lines(f, ranking(doc)) }))
	}
	return err
}

// scatter plots the online score over a metric, with a series for each level. The
// unit that the metric picks is labelled once.
func scatter(d *study.Document, m offline.Metric) chart.Chart {
	c := chart.Chart{
		Title: fmt.Sprintf("%s and the online score: %s", m.Name, sample(d)),
		X:     fmt.Sprintf("%s (better: %s)", m.Name, m.Better), Y: "online pair score",
		YRange: [2]float64{0, 1.15}, // room for the legend
	}
	low, high := math.Inf(1), math.Inf(-1)
	named := map[string]bool{}
	for _, l := range d.Levels {
		p := l.Metric(m.Key)
		s := chart.Series{Name: fmt.Sprintf("cost %d: ρ %s", l.WrongPressCost, signed(rhoOf(p.All), 2))}
		if d.Online != nil {
			s.Name = "ρ " + signed(rhoOf(p.All), 2)
		}
		for i, u := range l.Units {
			x := d.Units[i].Metrics[m.Key]
			if !x.Defined() || !u.Score.Defined() {
				continue
			}
			pt := chart.Point{X: float64(x), Y: float64(u.Score), Low: u.ScoreCI95.Lo, High: u.ScoreCI95.Hi}
			if u.Unit == p.Pick && !named[u.Unit] {
				pt.Label, named[u.Unit] = "picked: "+u.Unit, true
			}
			low, high = math.Min(low, pt.X), math.Max(high, pt.X)
			s.Points = append(s.Points, pt)
		}
		if len(s.Points) > 0 {
			c.Series = append(c.Series, s)
		}
	}
	if width := high - low; width > 0 {
		c.XRange = [2]float64{low - 0.03*width, high + 0.2*width} // room for a name
	}
	return c
}

// sample says how much a study's numbers rest on.
func sample(d *study.Document) string {
	if d.Online != nil {
		return plural(len(d.Units), "unit")
	}
	return fmt.Sprintf("%s, %s each, seed %d", plural(len(d.Units), "unit"), plural(d.Pairs*len(d.Opponents), "pair"), d.Seed)
}

func rhoOf(a *offline.Agreement) stats.Float {
	if a == nil {
		return stats.Undefined()
	}
	return a.Spearman
}

// followed are the metrics in the ranking chart.
var followed = []string{"event_recall_2", "event_f2_2", "event_f1_2", "event_f1_5", "balanced_accuracy", study.Accuracy}

// ranking plots how well metrics predict the score at each cost.
func ranking(d *study.Document) chart.Chart {
	c := chart.Chart{
		Title: "Agreement of metrics with the online score: " + sample(d),
		X:     "cost of a wrong press, in health of 1000", Y: "Spearman's ρ with the online score", YRange: [2]float64{-1, 1},
		Marks: []chart.Mark{{At: 0}},
	}
	first, last := float64(d.Levels[0].WrongPressCost), float64(d.Levels[len(d.Levels)-1].WrongPressCost)
	c.XRange = [2]float64{min(first, last), max(first, last) + 0.5*math.Abs(last-first)} // room for the legend
	for _, key := range followed {
		var s chart.Series
		for _, l := range d.Levels {
			p := l.Metric(key)
			s.Name = p.Name
			s.Points = append(s.Points, chart.Point{X: float64(l.WrongPressCost), Y: float64(rhoOf(p.All))})
		}
		c.Series = append(c.Series, s)
	}
	return c
}
