package report

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/agent/study"
	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/internal/chart"
	"github.com/kumite/kumite/policy/offline"
)

// Figure is a chart with what it shows in words.
type Figure struct {
	Caption string
	SVG     []byte
}

// ReadFigures draws sweeps, which are files, and studies, which are folders.
func ReadFigures(sweeps, studies []string) (all []Figure, err error) {
	for _, path := range sweeps {
		d, err := sweep.Read(path)
		if err != nil {
			return nil, err
		}
		f, err := SweepFigure(d)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	for _, dir := range studies {
		d, err := study.Read(dir)
		if err != nil {
			return nil, err
		}
		figures, err := studyFigures(d)
		if err != nil {
			return nil, err
		}
		all = append(all, figures...)
	}
	return all, nil
}

// ReadEvaluation reads a file of eval --json, or the evaluations of a study, which is a
// folder.
func ReadEvaluation(path string) (*openloop.Evaluation, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return study.Evaluations(path)
	}
	return openloop.Read(path)
}

// SweepFigure draws a sweep.
func SweepFigure(d *sweep.Document) (Figure, error) {
	var svg bytes.Buffer
	if err := DrawSweep(&svg, d); err != nil {
		return Figure{}, fmt.Errorf("draw the sweep of %s: %w", d.Contestant, err)
	}
	played := fmt.Sprintf("%s over %s against %s, %s each, seed %d", d.Contestant, d.Setting, strings.Join(d.Opponents, ", "), plural(d.Pairs, "pair"), d.Seed)
	return Figure{Caption: played + ". " + sweepFindings(d)[0], SVG: svg.Bytes()}, nil
}

// studyFigures draws a study: the online score over the metric to choose models by and
// over frame accuracy, and the agreement of metrics at each cost of a wrong press.
func studyFigures(d *study.Document) (all []Figure, err error) {
	for _, m := range offline.Metrics() {
		if !slices.Contains([]string{d.Choose, study.Accuracy}, m.Key) {
			continue
		}
		c := scatter(d, m)
		if len(c.Series) == 0 {
			continue // defined for no unit
		}
		var svg bytes.Buffer
		if err := chart.Scatter(&svg, c); err != nil {
			return nil, fmt.Errorf("draw the study: %w", err)
		}
		caption := c.Title
		for _, s := range c.Series {
			caption += "; " + s.Name
		}
		all = append(all, Figure{caption, svg.Bytes()})
	}
	if len(d.Levels) > 1 {
		c := ranking(d)
		var svg bytes.Buffer
		if err := chart.Lines(&svg, c); err != nil {
			return nil, fmt.Errorf("draw the study: %w", err)
		}
		all = append(all, Figure{c.Title, svg.Bytes()})
	}
	return all, nil
}
