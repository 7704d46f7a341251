package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/vision/logs/audit"
)

// LogsCheck writes what the checks of the log folder dir found: a line for each,
// how to fix it, and the scores at every offset side by side.
func LogsCheck(out io.Writer, dir string, doc *audit.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, doc)
	}
	p := newPage(f)
	for _, c := range doc.Checks {
		for _, line := range finding(c) {
			p.line(line)
		}
	}
	printOffsets(p, doc)
	p.linef("%s: %s, %s, %s, seed %d", dir, doc.Verdict, plural(doc.Recordings, "recording"), plural(doc.Frames, "frame"), doc.Seed)
	return p.writeTo(out)
}

// finding says what one check found, and how to fix it.
func finding(c audit.Finding) []string {
	verdict, found := string(c.Verdict), c.Found
	if c.Verdict == audit.NotChecked {
		verdict, found = "–", verdict+": "+found
	}
	lines := []string{fmt.Sprintf("%-4s  %s: %s", verdict, c.Check, found)}
	if c.Fix != "" {
		lines = append(lines, "      → "+c.Fix)
	}
	return lines
}

// printOffsets shows the scores at every offset side by side.
func printOffsets(p *page, doc *audit.Document) {
	if doc.Visibility == nil && doc.Model == nil {
		return
	}
	header := []string{"frames after the label's" + audit.Lasting(1, doc.PeriodMS)}
	if doc.Visibility != nil {
		header = append(header, "presses show: average precision")
	}
	if doc.Model != nil {
		header = append(header, "labels moved so far: the model's event-F1 ±2"+audit.Lasting(2, doc.PeriodMS))
	}
	t := newWords(header...)
	for d := -audit.Reach; d <= audit.Reach; d++ {
		row := []any{fmt.Sprintf("%+d", d)}
		if doc.Visibility != nil {
			row = append(row, bar(doc.Visibility.Scores[d+audit.Reach]))
		}
		if doc.Model != nil {
			row = append(row, bar(float64(doc.Model.EventF1[d+audit.Reach])))
		}
		t.add(row...)
	}
	p.table(t)
}

// bar is a share with a bar of up to 20 characters.
func bar(v float64) string {
	if !(v >= 0) {
		return "–" + strings.Repeat(" ", 24)
	}
	n := min(int(v*20+0.5), 20)
	return fmt.Sprintf("%.2f ", v) + strings.Repeat("▇", n) + strings.Repeat(" ", 20-n)
}
