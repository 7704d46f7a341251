package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision/logs"
)

// How much of a match or a recording is shown: a frame of every second, up to
// a quarter of a minute.
const (
	sampleEvery = 30 // frames
	sampleUntil = 150
)

// sampleFrames shows what the model says of a zero frame, and of frames of a
// match or a recording.
func sampleFrames(m *bot.Model, x inspectOptions) ([]inspectedFrame, error) {
	m.Session.Input().Clear()
	if err := m.Session.Try("a zero frame"); err != nil {
		return nil, err
	}
	m.Decoder.Reset()
	frames := []inspectedFrame{decided(m, "zero")}
	m.Decoder.Reset()
	m.Seer.Reset()
	sample := sampleMatch
	if x.logs != "" {
		sample = sampleRecording
	}
	more, err := sample(m, x)
	if err != nil {
		return nil, err
	}
	if x.picture != "" {
		if err := writeSeen(x.picture, m.Seer.Picture()); err != nil {
			return nil, err
		}
	}
	return append(frames, more...), nil
}

// decided is what the model says now, and what its decoder makes of it with
// every skill available.
func decided(m *bot.Model, frame string) inspectedFrame {
	scores := slices.Clone(m.Session.Scores())
	return inspectedFrame{frame, scores, m.Decoder.Decode(scores, nil).String()}
}

// sampleMatch looks from the left at a match of pro against pro.
func sampleMatch(m *bot.Model, x inspectOptions) (found []inspectedFrame, err error) {
	frame := raster.NewFrame()
	n := 0
	playing := bot.WatchPros(x.seed, func(w *sim.World) bool {
		raster.Draw(frame, w, sim.Left)
		if err = m.Seer.See(frame, m.Session.Input()); err != nil {
			return false
		}
		if err = m.Session.Try(fmt.Sprintf("frame %d of a match", n)); err != nil {
			return false
		}
		if d := decided(m, fmt.Sprintf("match %d", n)); n%sampleEvery == 0 && n > 0 {
			found = append(found, d)
		}
		n++
		return n <= sampleUntil
	})
	return found, cmp.Or(err, playing)
}

// sampleRecording looks at the first recording of a folder.
func sampleRecording(m *bot.Model, x inspectOptions) ([]inspectedFrame, error) {
	folder, err := logs.Open(x.logs)
	if err != nil {
		return nil, err
	}
	scorer, err := openloop.ScorerOf(folder, m) // the caller closes the model
	if err != nil {
		return nil, err
	}
	r, err := scorer.Score(context.Background(), 0)
	if err != nil {
		return nil, err
	}
	k := len(m.Session.Contract().Classes)
	var found []inspectedFrame
	for f := range r.Truth {
		raw := r.Scores[0][f*k : (f+1)*k]
		if d := m.Decoder.Decode(raw, nil); f%sampleEvery == 0 && f > 0 && f <= sampleUntil {
			found = append(found, inspectedFrame{fmt.Sprintf("%s %d", r.Name, f), raw, d.String()})
		}
	}
	return found, nil
}

// printInspection shows an inspection to a person.
func printInspection(out io.Writer, d *inspection) {
	fmt.Fprintf(out, "%s: sha256 %.12s, %s, opset %d, IR %d\n", d.Model, d.SHA256, orUnknown(d.Producer), d.Opset, d.IR)
	var kinds []string
	for _, k := range slices.Sorted(maps.Keys(d.Operators)) {
		kinds = append(kinds, fmt.Sprintf("%d %s", d.Operators[k], k))
	}
	fmt.Fprintf(out, "operators: %s\n", strings.Join(kinds, ", "))
	flops := fmt.Sprintf("%.2f MFLOP a decision", float64(d.FLOPs)/1e6)
	if n := len(d.Uncounted); n > 0 {
		flops += fmt.Sprintf(" and what %s take, whose size the graph leaves open", strings.Join(slices.Sorted(maps.Keys(d.Uncounted)), ", "))
	}
	fmt.Fprintf(out, "size: %d parameters, %s; file %.2f MB, weights %.2f MB, activations %.2f MB, process grew by %.1f MB\n",
		d.Parameters, flops, float64(d.FileBytes)/1e6, float64(d.WeightBytes)/1e6, float64(d.Activations)/1e6, float64(d.RSSGrowth)/1e6)
	if c := d.Contract; c != nil {
		s := c.Input
		fmt.Fprintf(out, "input: %d×%d %v, %d frames, %v, %s, scale %.4g, mean %v, std %v\n", s.Width, s.Height, s.Color, s.Stack, s.Layout, c.Element, s.Scale, s.Mean, s.Std)
		fmt.Fprintf(out, "output: %s (%s) of %s; temperature %.4g\n", c.Output, c.Semantics, strings.Join(c.Classes, ", "), c.Temperature)
	}
	if d.Decoder != nil {
		var parts []string
		for part := range strings.SplitSeq(d.Decoder.Query, "&") {
			key, _, _ := strings.Cut(part, "=")
			parts = append(parts, fmt.Sprintf("%s (%s)", part, d.Decoder.Sources[key]))
		}
		fmt.Fprintf(out, "decoder: %s\n", strings.Join(parts, ", "))
	}
	t := newTable("rule", "")
	for _, r := range d.Rules {
		text := r.Status
		if r.Found != "" {
			text = "BROKEN: " + r.Found
		}
		t.AppendRow(table.Row{r.Rule, text})
	}
	fmt.Fprintln(out, t.Render())
	if d.Contract != nil && len(d.Frames) > 0 {
		header := []any{"frame"}
		for _, name := range d.Contract.Classes {
			header = append(header, name)
		}
		t := newTable(append(header, "decision")...)
		for _, f := range d.Frames {
			row := table.Row{f.Frame}
			for _, z := range f.Scores {
				row = append(row, decimal(stats.Float(z), 2))
			}
			t.AppendRow(append(row, f.Decision))
		}
		fmt.Fprintln(out, t.Render())
	}
	if c := d.Canary; c != nil {
		fmt.Fprintf(out, "canary %s: %d inputs, the worst score is off by %.2g\n", c.File, c.Rows, c.Worst)
	}
}

func orUnknown(text string) string {
	if text == "" {
		return "producer unknown"
	}
	return text
}
