package report

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/kumite/kumite/vision/logs/audit"
	"github.com/kumite/kumite/vision/logs/importer"
)

// LogsImport writes how the frames and presses of each recording were aligned, and
// what the check of the new folder, if there is one, says of alignment and of what
// is wrong.
func LogsImport(out io.Writer, doc *importer.Document, check *audit.Document) error {
	rows, presses := 0, 0
	for _, r := range doc.Recordings {
		rows, presses = rows+r.Rows, presses+r.Presses
		times := "by the frame rate"
		if r.Stamped {
			times = "by time stamps"
		}
		printf(out, "%s: %s with %s: %s in %.1f s, %s apart %s → %s; %s, median %.0f ms after their frame",
			r.Name, r.Video, r.Actions, plural(r.Frames, "frame"), r.Seconds, apart(r.LeastMS, r.MostMS), times, plural(r.Rows, "row"), plural(r.Presses, "press"), r.LagMS)
		if r.Repeats > 0 {
			printf(out, "; %s of held keys left out", plural(r.Repeats, "repetition"))
		}
		if r.Crowded > 0 {
			printf(out, "; %d left out: another begins in the same row", r.Crowded)
		}
		if r.Outside > 0 {
			printf(out, "; %d left out: outside the video", r.Outside)
		}
		fmt.Fprintln(out)
		if 10*r.Repeated > r.Rows {
			printf(out, "%s: warning: %d of %s %s the frame of the row before: frames are farther apart than rows; choose a longer --period\n", r.Name, r.Repeated, plural(r.Rows, "row"), verb(r.Repeated, "shows", "show"))
		}
		if n := r.Presses + r.Crowded; 10*r.Crowded > n {
			printf(out, "%s: warning: %d of %s %s left out, because another begins in the same row; choose a shorter --period, or make one action of keys that are pressed together\n", r.Name, r.Crowded, plural(n, "press"), verb(r.Crowded, "is", "are"))
		}
		if r.Even > 0 {
			printf(out, "%s: warning: %s of one action %s evenly after a pause, up to %.0f ms apart, as a slow keyboard repeats a held key; if these are held keys, import with --repeat %.0f\n", r.Name, plural(r.Even, "press"), verb(r.Even, "follows", "follow"), r.EvenMS, math.Floor(r.EvenMS)+10)
		}
		if r.Short != "" {
			printf(out, "%s: warning: %s\n", r.Name, r.Short)
		}
	}
	if check != nil {
		for _, c := range check.Checks {
			if c.Check == "alignment" || c.Verdict == audit.Fail {
				for _, line := range finding(c) {
					printLine(out, line)
				}
			}
		}
	}
	_, err := printf(out, "%s: %s, %s %v ms apart, %s, classes %s; kumite logs check %s looks at the rest\n",
		doc.Dir, plural(len(doc.Recordings), "recording"), plural(rows, "row"), doc.PeriodMS, plural(presses, "press"), strings.Join(doc.Classes, ", "), doc.Dir)
	return err
}

// apart is the least and most time between frames: 60 to 140 ms, or 100 ms.
func apart(least, most float64) string {
	from, to := fmt.Sprintf("%.4g", least), fmt.Sprintf("%.4g", most)
	if from == to {
		return to + " ms"
	}
	return from + " to " + to + " ms"
}
