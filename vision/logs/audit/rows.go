package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/vision/logs"
)

// fewPresses is how many presses measure little.
const fewPresses = 100

// files finds recordings that cannot be read.
func (s *survey) files() Finding {
	f := Finding{Check: "files", Verdict: OK, Found: fmt.Sprintf("%s, %s, every row with its frame", number.Of(len(s.recordings), "recording"), number.Of(s.frames(), "frame"))}
	var broken, short []string
	for _, x := range s.recordings {
		if x.problem != "" {
			broken = append(broken, x.problem)
		}
		if x.short != "" {
			short = append(short, x.short)
		}
	}
	if len(short) > 0 {
		f.Verdict = Warn
		f.Found = fmt.Sprintf("every row has its frame, but %d of %s %s more frames than can be read; the first: %s", len(short), number.Of(len(s.recordings), "video"), number.Verb(len(short), "states", "state"), short[0])
		f.Fix = "look whether the table was cut with the video; record them again if it was"
	}
	if len(broken) > 0 {
		f.Verdict = Fail
		f.Found = fmt.Sprintf("%d of %s cannot be read to their end; the first: %s", len(broken), number.Of(len(s.recordings), "recording"), broken[0])
		f.Fix = "record again what cannot be read, or take it out of " + logs.FileName
	}
	return f
}

// classes counts the presses of each class: nobody learns what is never pressed.
func (s *survey) classes() Finding {
	counts := make([]int, len(s.Classes))
	total, held := 0, s.held()
	for _, x := range s.recordings {
		total += len(x.rows)
		for i, row := range x.rows {
			if logs.Begins(x.rows, i, s.Null()) {
				counts[row.Label]++
			}
		}
	}
	var parts, never []string
	for c, name := range s.Classes {
		if c == s.NullLabel() {
			continue
		}
		parts = append(parts, fmt.Sprintf("%s %d", name, counts[c]))
		if counts[c] == 0 {
			never = append(never, name)
		}
	}
	f := Finding{Check: "classes", Verdict: OK}
	if total == 0 {
		return f.notChecked(noFrames)
	}
	what := fmt.Sprintf("%s with a press", number.Of(held.Rows, "row"))
	if held.Presses != held.Rows {
		what = fmt.Sprintf("%s in %s", number.Of(held.Presses, "press"), number.Of(held.Rows, "row"))
	}
	f.Found = fmt.Sprintf("%s (%.2f %% %s): %s", what, 100*float64(total-held.Rows)/float64(total), s.Null(), strings.Join(parts, ", "))
	switch {
	case held.Rows == 0:
		f.Verdict, f.Fix = Fail, "the expert never presses: check how actions are written"
	case held.Rows == total:
		f.Verdict, f.Fix = Fail, fmt.Sprintf("the expert presses in every row: write %s where nothing is pressed", s.Null())
	case held.Presses < fewPresses:
		f.Verdict, f.Fix = Warn, fmt.Sprintf("fewer than %d presses: record more", fewPresses)
	case len(never) > 0:
		f.Verdict, f.Fix = Warn, "nobody can learn "+some(never)+": record an expert who uses it, or leave the class out"
	}
	return f
}

// held counts presses and the rows that they fill.
func (s *survey) held() logs.Held {
	var h logs.Held
	for _, x := range s.recordings {
		h.Add(x.rows, s.Null())
	}
	return h
}

// heldLabels finds labels that are written for as long as a key is down: a
// trainer would learn the rows after a press as presses. Nothing is found in
// rows that all press, which is a finding of classes.
func (s *survey) heldLabels() []Finding {
	h := s.held()
	if !h.Suspicious() || h.Rows == s.frames() {
		return nil
	}
	return []Finding{{Check: "held labels", Verdict: Warn,
		Found: fmt.Sprintf("%s %s %s: %d of them %s labelled in several rows in a row", number.Of(h.Presses, "press"), number.Verb(h.Presses, "fills", "fill"), number.Of(h.Rows, "row"), h.Long, number.Verb(h.Long, "is", "are")),
		Fix:   fmt.Sprintf("label only the first row of a press and the others %s; kumite tensors --onsets does", s.Null())}}
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
		return f.notChecked("not stated in " + logs.FileName)
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
		for i, row := range x.rows {
			if row.Available == nil {
				silent++
				continue
			}
			if !logs.Begins(x.rows, i, s.Null()) {
				continue
			}
			presses++
			if !slices.Contains(row.Available, row.Action) {
				forbidden++
				where = append(where, fmt.Sprintf("%s frame %d (%s)", x.name, row.Frame, row.Action))
			}
		}
	}
	f.Found = fmt.Sprintf("every one of %s was of a skill that could be used", number.Of(presses, "press"))
	switch {
	case s.frames() == 0:
		return f.notChecked(noFrames)
	case silent == s.frames():
		return f.notChecked("not logged")
	case silent > 0:
		f.Verdict, f.Fix = Fail, "log it in every recording or in none"
		f.Found = fmt.Sprintf("%d of %s %s not say what could be used", silent, number.Of(s.frames(), "row"), number.Verb(silent, "does", "do"))
	case forbidden > 0:
		f.Verdict = Warn
		f.Found = fmt.Sprintf("%d of %s %s of a skill that the row says could not be used: %s", forbidden, number.Of(presses, "press"), number.Verb(forbidden, "is", "are"), some(where))
		f.Fix = "available is that of the frame's tick, before the press: the skill may have become ready in between, or the recorder writes the two in the wrong order"
		if 4*forbidden > presses {
			f.Verdict = Fail
		}
	case presses == 0:
		return f.notChecked("there are no presses")
	}
	return f
}

const (
	noFrames = "no frame could be read"
	noSteps  = "no two frames of a recording could be read"
)

// notChecked is the finding of a check that had nothing to look at.
func (f Finding) notChecked(why string) Finding {
	return Finding{Check: f.Check, Verdict: NotChecked, Found: why}
}

// some lists up to four names.
func some(names []string) string {
	if len(names) > 4 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:4], ", "), len(names)-4)
	}
	return strings.Join(names, ", ")
}
