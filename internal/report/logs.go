package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/kumite/kumite/vision/logs/audit"
)

// LogsCheck writes what the checks of the log folder dir found: a line for each,
// how to fix it, and the scores at every offset side by side.
func LogsCheck(out io.Writer, dir string, doc *audit.Document) error {
	var text strings.Builder
	for _, c := range doc.Checks {
		printFinding(&text, c)
	}
	printOffsets(&text, doc)
	printf(&text, "%s: %s, %d recordings, %d frames, seed %d\n", dir, doc.Verdict, doc.Recordings, doc.Frames, doc.Seed)
	_, err := io.WriteString(out, text.String())
	return err
}

// printFinding writes what one check found, and how to fix it.
func printFinding(out io.Writer, c audit.Finding) {
	verdict, found := string(c.Verdict), c.Found
	if c.Verdict == audit.NotChecked {
		verdict, found = "–", verdict+": "+found
	}
	printf(out, "%-4s  %s: %s\n", verdict, c.Check, found)
	if c.Fix != "" {
		printf(out, "      → %s\n", c.Fix)
	}
}

// printOffsets shows the scores at every offset side by side.
func printOffsets(out io.Writer, doc *audit.Document) {
	if doc.Visibility == nil && doc.Model == nil {
		return
	}
	header := []any{"frames after the label's" + audit.Lasting(1, doc.PeriodMS)}
	if doc.Visibility != nil {
		header = append(header, "presses show: average precision")
	}
	if doc.Model != nil {
		header = append(header, "labels moved so far: the model's event-F1 ±2"+audit.Lasting(2, doc.PeriodMS))
	}
	t := newTable(header...)
	for d := -audit.Reach; d <= audit.Reach; d++ {
		row := []any{fmt.Sprintf("%+d", d)}
		if doc.Visibility != nil {
			row = append(row, bar(doc.Visibility.Scores[d+audit.Reach]))
		}
		if doc.Model != nil {
			row = append(row, bar(float64(doc.Model.EventF1[d+audit.Reach])))
		}
		t.AppendRow(row)
	}
	fmt.Fprintln(out, t.Render())
}

// bar is a share with a bar of up to 20 characters.
func bar(v float64) string {
	if !(v >= 0) {
		return "–" + strings.Repeat(" ", 24)
	}
	n := min(int(v*20+0.5), 20)
	return fmt.Sprintf("%.2f ", v) + strings.Repeat("▇", n) + strings.Repeat(" ", 20-n)
}
