package audit

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/kumite/kumite/vision/logs"
)

// fewPresses is how many presses measure little.
const fewPresses = 100

// some lists up to four names.
func some(names []string) string {
	if len(names) > 4 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:4], ", "), len(names)-4)
	}
	return strings.Join(names, ", ")
}

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

// step is the median of the ticks from row to row.
func (s *survey) step() int64 {
	var steps []int64
	for _, x := range s.recordings {
		for i := 1; i < len(x.rows); i++ {
			steps = append(steps, x.rows[i].Tick-x.rows[i-1].Tick)
		}
	}
	if len(steps) == 0 {
		return 0
	}
	slices.Sort(steps)
	return steps[len(steps)/2]
}

// period compares the folder's decision period with the videos' rate, and the
// recordings' steps with each other.
func (s *survey) period() Finding {
	usual := s.step()
	f := Finding{Check: "decision period", Verdict: OK, Found: fmt.Sprintf("%v ms, %d ticks from row to row", s.DecisionPeriodMS, usual)}
	var other, slow []string
	for _, x := range s.recordings {
		one := survey{recordings: []recording{x}}
		if step := one.step(); step != 0 && step != usual {
			other = append(other, fmt.Sprintf("%s (%d)", x.name, step))
		}
		if x.fps > 0 && math.Abs(x.fps*s.DecisionPeriodMS/1000-1) > 0.01 {
			slow = append(slow, fmt.Sprintf("%s (%.2f)", x.name, x.fps))
		}
	}
	switch {
	case len(other) > 0:
		f.Verdict = Fail
		f.Found += "; other steps in " + some(other)
		f.Fix = "recordings of one folder share one decision period: keep each period in a folder of its own"
	case len(slow) > 0:
		f.Verdict = Warn
		f.Found += "; other frame rates in " + some(slow)
		f.Fix = fmt.Sprintf("a video of one frame per decision has %.4g frames a second: set decision_period_ms, or write the videos at that rate", 1000/s.DecisionPeriodMS)
	}
	return f
}

// gaps finds rows that are further apart, or closer, than the period.
func (s *survey) gaps() Finding {
	f := Finding{Check: "missing frames", Verdict: OK, Found: "ticks rise evenly"}
	step := s.step()
	var where []string
	gaps, missing := 0, int64(0)
	for _, x := range s.recordings {
		for i := 1; i < len(x.rows); i++ {
			d := x.rows[i].Tick - x.rows[i-1].Tick
			if d == step || step == 0 {
				continue
			}
			gaps++
			missing += max(d/step-1, 0)
			where = append(where, fmt.Sprintf("%s frame %d (%d ticks)", x.name, x.rows[i].Frame, d))
		}
	}
	if gaps > 0 {
		f.Verdict = Warn
		f.Found = fmt.Sprintf("%d uneven steps, about %d frames missing: %s", gaps, missing, some(where))
		f.Fix = "stacks and distances in frames are wrong there: split the recording at the gap, or record again"
		if float64(gaps) > 0.01*float64(s.frames()) {
			f.Verdict = Fail
		}
	}
	return f
}

// pictures finds frames that show nothing.
func (s *survey) pictures() Finding {
	f := Finding{Check: "pictures", Verdict: OK, Found: "no frame is of a single colour"}
	total := 0
	var blank []string
	for _, x := range s.recordings {
		total += x.uniform
		if 2*x.uniform > len(x.rows) && len(x.rows) > 0 {
			blank = append(blank, x.name)
		}
	}
	switch {
	case len(blank) > 0:
		f.Verdict = Fail
		f.Found = fmt.Sprintf("%d frames are of a single colour, most of those in %s", total, some(blank))
		f.Fix = "the screen was not captured: record again"
	case total > 0:
		f.Verdict = Warn
		f.Found = fmt.Sprintf("%d of %d frames are of a single colour", total, s.frames())
		f.Fix = "cut out loading screens and lost frames"
	}
	return f
}

// motion finds pictures that stand still.
func (s *survey) motion() Finding {
	repeated := 0
	var still []string
	for _, x := range s.recordings {
		repeated += x.repeated
		if len(x.rows) > 1 && float64(x.repeated) > 0.9*float64(len(x.rows)-1) {
			still = append(still, x.name)
		}
	}
	share := float64(repeated) / float64(max(s.frames(), 1))
	f := Finding{Check: "motion", Verdict: OK, Found: fmt.Sprintf("%.1f %% of frames are equal to the one before", 100*share)}
	switch {
	case len(still) > 0:
		f.Verdict, f.Fix = Fail, "the picture stands still in "+some(still)+": record again"
	case share > 0.5:
		f.Verdict, f.Fix = Warn, "the capture is slower than the decisions: write each frame once, with the period between them"
	}
	return f
}

// duplicates finds recordings that are there twice, and those that share most
// of their frames: split into training and test they would judge themselves.
func (s *survey) duplicates() Finding {
	f := Finding{Check: "duplicates", Verdict: OK, Found: "no recording is there twice"}
	first := map[uint64]int{} // the first recording that shows a frame
	var twins, overlapping []string
	for i, x := range s.recordings {
		shared := map[int]int{}
		seen := map[uint64]bool{} // a picture that stands still counts once
		for _, h := range x.hashes {
			if seen[h] {
				continue
			}
			seen[h] = true
			if at, ok := first[h]; !ok {
				first[h] = i
			} else {
				shared[at]++
			}
		}
		for at, n := range shared {
			other := s.recordings[at]
			switch {
			case slices.Equal(x.hashes, other.hashes):
				twins = append(twins, other.name+" = "+x.name)
			case 2*n > min(len(x.hashes), len(other.hashes)):
				overlapping = append(overlapping, other.name+" ~ "+x.name)
			}
		}
	}
	slices.Sort(twins)
	slices.Sort(overlapping)
	switch {
	case len(twins) > 0:
		f.Verdict = Fail
		f.Found = fmt.Sprintf("%d recordings show the same frames as another: %s", len(twins), some(twins))
	case len(overlapping) > 0:
		f.Verdict = Warn
		f.Found = fmt.Sprintf("%d recordings share most of their frames with another: %s", len(overlapping), some(overlapping))
	}
	if f.Verdict != OK {
		f.Fix = "keep one of them: split into training and test they would judge themselves"
	}
	return f
}

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
