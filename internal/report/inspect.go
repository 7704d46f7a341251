package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/kumite/kumite/agent/inspect"
	"github.com/kumite/kumite/policy/stats"
)

// Inspection writes the result of an inspection as text and tables.
func Inspection(out io.Writer, d *inspect.Document) error {
	var text strings.Builder
	describeFile(&text, d)
	if d.Contract != nil {
		describeContract(&text, d.Contract)
	}
	if d.Decoder != nil {
		var parts []string
		for part := range strings.SplitSeq(d.Decoder.Query, "&") {
			key, _, _ := strings.Cut(part, "=")
			parts = append(parts, fmt.Sprintf("%s (%s)", part, d.Decoder.Sources[key]))
		}
		printf(&text, "decoder: %s\n", strings.Join(parts, ", "))
	}
	rules := newTable("rule", "")
	for _, r := range d.Rules {
		status := string(r.Status)
		if r.Status == inspect.Broken {
			status = "BROKEN: " + r.Found
		}
		rules.AppendRow(table.Row{r.Rule, status})
	}
	fmt.Fprintln(&text, rules.Render())
	if d.Contract != nil && len(d.Frames) > 0 {
		fmt.Fprintln(&text, inspectedFrames(d))
	}
	for _, warning := range d.Warnings {
		printf(&text, "warning: %s\n", warning)
	}
	if c := d.Canary; c != nil {
		printf(&text, "canary %s: %d inputs, the worst score is off by %.2g\n", c.File, c.Rows, c.Worst)
	}
	_, err := io.WriteString(out, text.String())
	return err
}

func describeFile(text *strings.Builder, d *inspect.Document) {
	printf(text, "%s: %s, %s, opset %d, IR %d\n", d.Model, d.Describe(d.SHA256), cmp.Or(d.Producer, "producer unknown"), d.Opset, d.IR)
	var kinds []string
	for _, k := range slices.Sorted(maps.Keys(d.Operators)) {
		kinds = append(kinds, fmt.Sprintf("%d %s", d.Operators[k], k))
	}
	printf(text, "operators: %s\n", strings.Join(kinds, ", "))
	flops := fmt.Sprintf("%.2f MFLOP a decision", float64(d.FLOPs)/1e6)
	if len(d.Uncounted) > 0 {
		flops += fmt.Sprintf(" without %s, whose sizes the graph does not state", strings.Join(slices.Sorted(maps.Keys(d.Uncounted)), ", "))
	}
	printf(text, "size: %d parameters, %s; file %.2f MB, weights %.2f MB, activations %.2f MB, process grew by %.1f MB\n",
		d.Parameters, flops, float64(d.FileBytes)/1e6, float64(d.WeightBytes)/1e6, float64(d.Activations)/1e6, float64(d.RSSGrowth)/1e6)
}

func describeContract(text *strings.Builder, c *inspect.Contract) {
	s := c.Input
	printf(text, "input: %d×%d %v, %d frames, %v, %s, scale %.4g, mean %v, std %v\n", s.Width, s.Height, s.Color, s.Stack, s.Layout, c.Element, s.Scale, s.Mean, s.Std)
	printf(text, "output: %s (%s) of %s; temperature %.4g\n", c.Output, c.Semantics, strings.Join(c.Classes, ", "), c.Temperature)
	if name := c.Outputs["scores"]; name != "" {
		printf(text, "scores: output %s\n", name)
	}
	for _, output := range slices.Sorted(maps.Keys(c.State)) {
		printf(text, "state: output %s → input %s\n", output, c.State[output])
	}
	for _, input := range slices.Sorted(maps.Keys(c.Inputs)) {
		printf(text, "constant: input %s = %v\n", input, c.Inputs[input])
	}
}

// inspectedFrames returns a table of the scores by frame and class.
func inspectedFrames(d *inspect.Document) string {
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
	return t.Render()
}
