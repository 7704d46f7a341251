package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kumite/kumite/vision/logs"
)

// fewPresses is how many presses measure little.
const fewPresses = 100

// files finds recordings that cannot be read.
func (s *survey) files() Finding {
	f := Finding{Check: "files", Verdict: OK, Found: fmt.Sprintf("%d recordings, %d frames, every row with its frame", len(s.recordings), s.frames())}
	var broken []string
	for _, x := range s.recordings {
		if x.problem != "" {
			broken = append(broken, x.problem)
		}
	}
	if len(broken) > 0 {
		f.Verdict = Fail
		f.Found = fmt.Sprintf("%d of %d recordings cannot be read to their end; the first: %s", len(broken), len(s.recordings), broken[0])
		f.Fix = "record them again, or take them out of " + logs.FileName
	}
	return f
}

// classes counts the rows of each class: nobody learns what is never pressed.
func (s *survey) classes() Finding {
	counts := make([]int, len(s.Classes))
	total, presses := 0, 0
	for _, x := range s.recordings {
		for _, row := range x.rows {
			counts[row.Label]++
			total++
		}
	}
	var parts, never []string
	for c, name := range s.Classes {
		if name == logs.NoAction {
			continue
		}
		presses += counts[c]
		parts = append(parts, fmt.Sprintf("%s %d", name, counts[c]))
		if counts[c] == 0 {
			never = append(never, name)
		}
	}
	f := Finding{Check: "classes", Verdict: OK}
	f.Found = fmt.Sprintf("%d rows with a press (%.2f %% no_action): %s", presses, 100*float64(total-presses)/float64(max(total, 1)), strings.Join(parts, ", "))
	switch {
	case total == 0:
		f.Verdict, f.Found, f.Fix = Warn, "no rows to look at", "see to the files first"
	case presses == 0:
		f.Verdict, f.Fix = Fail, "the expert never presses: look at how actions are written"
	case presses == total:
		f.Verdict, f.Fix = Fail, "the expert presses in every row: write no_action where nothing is pressed"
	case presses < fewPresses:
		f.Verdict, f.Fix = Warn, fmt.Sprintf("fewer than %d presses: record more", fewPresses)
	case len(never) > 0:
		f.Verdict, f.Fix = Warn, "nobody can learn "+some(never)+": record an expert who uses it, or leave the class out"
	}
	return f
}

// sides compares how often the expert stood on each side.
func (s *survey) sides() Finding {
	n := map[string]int{}
	for _, x := range s.recordings {
		n[x.side]++
	}
	left, right, stated := n["left"], n["right"], len(s.recordings)-n[""]
	f := Finding{Check: "sides", Verdict: OK, Found: fmt.Sprintf("%d left, %d right", left, right)}
	switch {
	case stated == 0:
		f.Found = "not stated in " + logs.FileName
	case stated < len(s.recordings):
		f.Found += fmt.Sprintf(", %d not stated", n[""])
	case stated >= 4 && 4*min(left, right) < stated:
		f.Verdict, f.Fix = Warn, "a model may be lost on the other side: record both, or mirror the frames so that one side looks like the other"
	}
	return f
}

// availability finds presses of skills that the row says could not be used.
func (s *survey) availability() Finding {
	f := Finding{Check: "availability", Verdict: OK}
	presses, forbidden, silent := 0, 0, 0
	var where []string
	for _, x := range s.recordings {
		for _, row := range x.rows {
			if row.Available == nil {
				silent++
				continue
			}
			if row.Action == logs.NoAction {
				continue
			}
			presses++
			if !slices.Contains(row.Available, row.Action) {
				forbidden++
				where = append(where, fmt.Sprintf("%s frame %d (%s)", x.name, row.Frame, row.Action))
			}
		}
	}
	f.Found = fmt.Sprintf("every one of %d presses was of a skill that could be used", presses)
	switch {
	case silent == s.frames():
		f.Found = "not logged"
	case silent > 0:
		f.Verdict, f.Fix = Fail, "log it in every recording or in none"
		f.Found = fmt.Sprintf("%d of %d rows do not say what could be used", silent, s.frames())
	case forbidden > 0:
		f.Verdict = Warn
		f.Found = fmt.Sprintf("%d of %d presses are of a skill that the row says could not be used: %s", forbidden, presses, some(where))
		f.Fix = "what could be used is told for the frame's tick, before the press: the skill may have become ready in between, or the recorder writes the two in the wrong order"
		if 4*forbidden > presses {
			f.Verdict = Fail
		}
	}
	return f
}

// some lists up to four names.
func some(names []string) string {
	if len(names) > 4 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:4], ", "), len(names)-4)
	}
	return strings.Join(names, ", ")
}
