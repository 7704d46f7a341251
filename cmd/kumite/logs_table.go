package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/kumite/kumite/policy/offline"
)

// where puts an offset into words.
func where(offset int) string {
	switch {
	case offset == 0:
		return "in"
	case offset == 1:
		return "one frame after"
	case offset < 0:
		return fmt.Sprintf("%d before", -offset)
	}
	return fmt.Sprintf("%d frames after", offset)
}

func printLogsCheck(out io.Writer, dir string, doc logsCheck) {
	for _, c := range doc.Checks {
		fmt.Fprintf(out, "%-4s  %s: %s\n", c.Verdict, c.Check, c.Says)
		if c.Mend != "" {
			fmt.Fprintf(out, "      → %s\n", c.Mend)
		}
	}
	printOffsets(out, doc)
	fmt.Fprintf(out, "%s: %s, %d recordings, %d frames, seed %d\n", dir, doc.Verdict, doc.Recordings, doc.Frames, doc.Seed)
}

// printOffsets shows the scores at every offset side by side.
func printOffsets(out io.Writer, doc logsCheck) {
	if doc.Probe == nil && doc.Model == nil {
		return
	}
	header := []any{"frames after the label's"}
	if doc.Probe != nil {
		header = append(header, "presses show: average precision")
	}
	if doc.Model != nil {
		header = append(header, "labels moved so far: the model's event-F1 ±2")
	}
	t := newTable(header...)
	for d := -offline.Reach; d <= offline.Reach; d++ {
		row := []any{fmt.Sprintf("%+d", d)}
		if doc.Probe != nil {
			row = append(row, bar(doc.Probe.Scores[d+offline.Reach]))
		}
		if doc.Model != nil {
			row = append(row, bar(float64(doc.Model.EventF1[d+offline.Reach])))
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
