package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent/inspect"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
)

// Inspection writes the result of an inspection as text and tables.
func Inspection(out io.Writer, d *inspect.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	p := newPage(f)
	describeFile(p, d)
	if d.Contract != nil {
		describeContract(p, d.Contract)
	}
	if d.Decoder != nil {
		var parts []string
		for part := range strings.SplitSeq(d.Decoder.Query, "&") {
			key, _, _ := strings.Cut(part, "=")
			parts = append(parts, fmt.Sprintf("%s (%s)", part, d.Decoder.Sources[key]))
		}
		p.linef("decoder: %s", strings.Join(parts, ", "))
	}
	rules := newWords("rule", "status")
	for _, r := range d.Rules {
		status := string(r.Status)
		if r.Status == inspect.Broken {
			status = "BROKEN: " + r.Found
		}
		rules.add(r.Rule, status)
	}
	rules.left = true
	p.table(rules)
	if d.Contract != nil && len(d.Frames) > 0 {
		p.table(inspectedFrames(d))
	}
	for _, warning := range d.Warnings {
		p.linef("warning: %s", warning)
	}
	if c := d.Canary; c != nil {
		p.linef("canary %s: %s, the worst score is off by %.2g", c.File, plural(c.Rows, "input"), c.Worst)
	}
	return p.writeTo(out)
}

func describeFile(p *page, d *inspect.Document) {
	p.linef("%s: %s, %s, opset %d, IR %d", d.Model, d.Describe(d.SHA256), cmp.Or(d.Producer, "producer unknown"), d.Opset, d.IR)
	var kinds []string
	for _, k := range slices.Sorted(maps.Keys(d.Operators)) {
		kinds = append(kinds, fmt.Sprintf("%d %s", d.Operators[k], k))
	}
	p.linef("operators: %s", strings.Join(kinds, ", "))
	flops := fmt.Sprintf("%.2f MFLOP a decision", float64(d.FLOPs)/1e6)
	if len(d.Uncounted) > 0 {
		flops += fmt.Sprintf(" without %s, whose sizes the graph does not state", strings.Join(slices.Sorted(maps.Keys(d.Uncounted)), ", "))
	}
	p.linef("size: %d parameters, %s; file %.2f MB, weights %.2f MB, activations %.2f MB, process grew by %.1f MB",
		d.Parameters, flops, float64(d.FileBytes)/1e6, float64(d.WeightBytes)/1e6, float64(d.Activations)/1e6, float64(d.RSSGrowth)/1e6)
}

func describeContract(p *page, c *inspect.Contract) {
	s := c.Input
	p.linef("input: %d×%d %v, %s, %v, %s, scale %.4g, mean %v, std %v", s.Width, s.Height, s.Color, plural(s.Stack, "frame"), s.Layout, c.Element, s.Scale, s.Mean, s.Std)
	p.linef("output: %s (%s) of %s; temperature %.4g", c.Output, c.Semantics, strings.Join(c.Classes, ", "), c.Temperature)
	if name := c.Outputs["scores"]; name != "" {
		p.linef("scores: output %s", name)
	}
	for _, output := range slices.Sorted(maps.Keys(c.State)) {
		p.linef("state: output %s → input %s", output, c.State[output])
	}
	for _, input := range slices.Sorted(maps.Keys(c.Inputs)) {
		p.linef("constant: input %s = %v", input, c.Inputs[input])
	}
}

// inspectedFrames returns a table of the scores by frame and class.
func inspectedFrames(d *inspect.Document) *sheet {
	header := append([]string{"frame"}, d.Contract.Classes...)
	t := newWords(append(header, "decision")...)
	for _, f := range d.Frames {
		row := []any{f.Frame}
		for _, z := range f.Scores {
			row = append(row, decimal(stats.Float(z), 2))
		}
		t.add(append(row, f.Decision)...)
	}
	return t
}
