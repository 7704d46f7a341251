package logs

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Verdict is how a check ended.
type Verdict string

// The verdicts, from good to bad.
const (
	OK   Verdict = "ok"
	Warn Verdict = "warn"
	Fail Verdict = "FAIL"
)

// Finding is the outcome of one check.
type Finding struct {
	Check   string  `json:"check"`
	Verdict Verdict `json:"verdict"`
	Says    string  `json:"says"`
	Mend    string  `json:"mend,omitempty"`
}

// fewPresses is how many presses measure little.
const fewPresses = 100

// Check judges what can be told without any model: that all is there, once,
// at its time, and that frames show something. What frames tell about labels
// is not its business.
func (s *Survey) Check() []Finding {
	return []Finding{s.readable(), s.counts(), s.period(), s.gaps(), s.pictures(), s.frozen(), s.duplicates(), s.sides(), s.availability()}
}

// some lists up to four names.
func some(names []string) string {
	if len(names) > 4 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:4], ", "), len(names)-4)
	}
	return strings.Join(names, ", ")
}

func (s *Survey) frames() int {
	n := 0
	for _, x := range s.Recordings {
		n += len(x.Rows)
	}
	return n
}

func (s *Survey) readable() Finding {
	f := Finding{Check: "files", Verdict: OK, Says: fmt.Sprintf("%d recordings, %d frames, every row with its frame", len(s.Recordings), s.frames())}
	var broken []string
	for _, x := range s.Recordings {
		if x.Problem != "" {
			broken = append(broken, x.Problem)
		}
	}
	if len(broken) > 0 {
		f.Verdict = Fail
		f.Says = fmt.Sprintf("%d of %d recordings cannot be read to their end; the first: %s", len(broken), len(s.Recordings), broken[0])
		f.Mend = "record them again, or take them out of " + FileName
	}
	return f
}

func (s *Survey) counts() Finding {
	counts := make([]int, len(s.Classes))
	total, presses := 0, 0
	for _, x := range s.Recordings {
		for _, row := range x.Rows {
			counts[row.Label]++
			total++
		}
	}
	var parts, never []string
	for c, name := range s.Classes {
		if name == NoAction {
			continue
		}
		presses += counts[c]
		parts = append(parts, fmt.Sprintf("%s %d", name, counts[c]))
		if counts[c] == 0 {
			never = append(never, name)
		}
	}
	f := Finding{Check: "classes", Verdict: OK}
	f.Says = fmt.Sprintf("%d rows with a press (%.2f %% no_action): %s", presses, 100*float64(total-presses)/float64(max(total, 1)), strings.Join(parts, ", "))
	switch {
	case total == 0:
		f.Verdict, f.Says, f.Mend = Warn, "no rows to look at", "see to the files first"
	case presses == 0:
		f.Verdict, f.Mend = Fail, "the expert never presses: look at how actions are written"
	case presses == total:
		f.Verdict, f.Mend = Fail, "the expert presses in every row: write no_action where nothing is pressed"
	case presses < fewPresses:
		f.Verdict, f.Mend = Warn, fmt.Sprintf("fewer than %d presses: record more", fewPresses)
	case len(never) > 0:
		f.Verdict, f.Mend = Warn, "nobody can learn "+some(never)+": record an expert who uses it, or leave the class out"
	}
	return f
}

// step is the median of the ticks from row to row.
func (s *Survey) step() int64 {
	var steps []int64
	for _, x := range s.Recordings {
		for i := 1; i < len(x.Rows); i++ {
			steps = append(steps, x.Rows[i].Tick-x.Rows[i-1].Tick)
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
func (s *Survey) period() Finding {
	usual := s.step()
	f := Finding{Check: "decision period", Verdict: OK, Says: fmt.Sprintf("%v ms, %d ticks from row to row", s.DecisionPeriodMS, usual)}
	var other, slow []string
	for _, x := range s.Recordings {
		one := Survey{Recordings: []Surveyed{x}}
		if step := one.step(); step != 0 && step != usual {
			other = append(other, fmt.Sprintf("%s (%d)", x.Name, step))
		}
		if x.FPS > 0 && math.Abs(x.FPS*s.DecisionPeriodMS/1000-1) > 0.01 {
			slow = append(slow, fmt.Sprintf("%s (%.2f)", x.Name, x.FPS))
		}
	}
	switch {
	case len(other) > 0:
		f.Verdict = Fail
		f.Says += "; other steps in " + some(other)
		f.Mend = "recordings of one folder share one decision period: keep each period in a folder of its own"
	case len(slow) > 0:
		f.Verdict = Warn
		f.Says += "; other frame rates in " + some(slow)
		f.Mend = fmt.Sprintf("a video of one frame per decision has %.4g frames a second: set decision_period_ms, or write the videos at that rate", 1000/s.DecisionPeriodMS)
	}
	return f
}

// gaps finds rows that are further apart, or closer, than the period.
func (s *Survey) gaps() Finding {
	f := Finding{Check: "missing frames", Verdict: OK, Says: "ticks rise evenly"}
	step := s.step()
	var where []string
	gaps, missing := 0, int64(0)
	for _, x := range s.Recordings {
		for i := 1; i < len(x.Rows); i++ {
			d := x.Rows[i].Tick - x.Rows[i-1].Tick
			if d == step || step == 0 {
				continue
			}
			gaps++
			missing += max(d/step-1, 0)
			where = append(where, fmt.Sprintf("%s frame %d (%d ticks)", x.Name, x.Rows[i].Frame, d))
		}
	}
	if gaps > 0 {
		f.Verdict = Warn
		f.Says = fmt.Sprintf("%d uneven steps, about %d frames missing: %s", gaps, missing, some(where))
		f.Mend = "stacks and distances in frames are wrong there: split the recording at the gap, or record again"
		if float64(gaps) > 0.01*float64(s.frames()) {
			f.Verdict = Fail
		}
	}
	return f
}

// pictures finds frames that show nothing.
func (s *Survey) pictures() Finding {
	f := Finding{Check: "pictures", Verdict: OK, Says: "no frame is of a single colour"}
	total := 0
	var blank []string
	for _, x := range s.Recordings {
		total += x.Uniform
		if 2*x.Uniform > len(x.Rows) && len(x.Rows) > 0 {
			blank = append(blank, x.Name)
		}
	}
	switch {
	case len(blank) > 0:
		f.Verdict = Fail
		f.Says = fmt.Sprintf("%d frames are of a single colour, most of those in %s", total, some(blank))
		f.Mend = "the screen was not captured: record again"
	case total > 0:
		f.Verdict = Warn
		f.Says = fmt.Sprintf("%d of %d frames are of a single colour", total, s.frames())
		f.Mend = "cut out loading screens and lost frames"
	}
	return f
}

// frozen finds pictures that stand still.
func (s *Survey) frozen() Finding {
	repeated := 0
	var still []string
	for _, x := range s.Recordings {
		repeated += x.Repeated
		if len(x.Rows) > 1 && float64(x.Repeated) > 0.9*float64(len(x.Rows)-1) {
			still = append(still, x.Name)
		}
	}
	share := float64(repeated) / float64(max(s.frames(), 1))
	f := Finding{Check: "motion", Verdict: OK, Says: fmt.Sprintf("%.1f %% of frames are equal to the one before", 100*share)}
	switch {
	case len(still) > 0:
		f.Verdict, f.Mend = Fail, "the picture stands still in "+some(still)+": record again"
	case share > 0.5:
		f.Verdict, f.Mend = Warn, "the capture is slower than the decisions: write each frame once, with the period between them"
	}
	return f
}

// duplicates finds recordings that are there twice, and those that share most
// of their frames: split into training and test they would judge themselves.
func (s *Survey) duplicates() Finding {
	f := Finding{Check: "duplicates", Verdict: OK, Says: "no recording is there twice"}
	first := map[uint64]int{} // the first recording that shows a frame
	var twins, overlapping []string
	for i, x := range s.Recordings {
		shared := map[int]int{}
		seen := map[uint64]bool{} // a picture that stands still counts once
		for _, h := range x.Hashes {
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
			other := s.Recordings[at]
			switch {
			case slices.Equal(x.Hashes, other.Hashes):
				twins = append(twins, other.Name+" = "+x.Name)
			case 2*n > min(len(x.Hashes), len(other.Hashes)):
				overlapping = append(overlapping, other.Name+" ~ "+x.Name)
			}
		}
	}
	slices.Sort(twins)
	slices.Sort(overlapping)
	switch {
	case len(twins) > 0:
		f.Verdict = Fail
		f.Says = fmt.Sprintf("%d recordings show the same frames as another: %s", len(twins), some(twins))
	case len(overlapping) > 0:
		f.Verdict = Warn
		f.Says = fmt.Sprintf("%d recordings share most of their frames with another: %s", len(overlapping), some(overlapping))
	}
	if f.Verdict != OK {
		f.Mend = "keep one of them: split into training and test they would judge themselves"
	}
	return f
}

func (s *Survey) sides() Finding {
	n := map[string]int{}
	for _, x := range s.Recordings {
		n[x.Side]++
	}
	left, right, stated := n["left"], n["right"], len(s.Recordings)-n[""]
	f := Finding{Check: "sides", Verdict: OK, Says: fmt.Sprintf("%d left, %d right", left, right)}
	switch {
	case stated == 0:
		f.Says = "not stated in " + FileName
	case stated < len(s.Recordings):
		f.Says += fmt.Sprintf(", %d not stated", n[""])
	case stated >= 4 && 4*min(left, right) < stated:
		f.Verdict, f.Mend = Warn, "a model may be lost on the other side: record both, or mirror the frames so that one side looks like the other"
	}
	return f
}

// availability finds presses of skills that the row says could not be used.
func (s *Survey) availability() Finding {
	f := Finding{Check: "availability", Verdict: OK}
	presses, forbidden, silent := 0, 0, 0
	var where []string
	for _, x := range s.Recordings {
		for _, row := range x.Rows {
			if row.Available == nil {
				silent++
				continue
			}
			if row.Action == NoAction {
				continue
			}
			presses++
			if !slices.Contains(row.Available, row.Action) {
				forbidden++
				where = append(where, fmt.Sprintf("%s frame %d (%s)", x.Name, row.Frame, row.Action))
			}
		}
	}
	f.Says = fmt.Sprintf("every one of %d presses was of a skill that could be used", presses)
	switch {
	case silent == s.frames():
		f.Says = "not logged"
	case silent > 0:
		f.Verdict, f.Mend = Fail, "log it in every recording or in none"
		f.Says = fmt.Sprintf("%d of %d rows do not say what could be used", silent, s.frames())
	case forbidden > 0:
		f.Verdict = Warn
		f.Says = fmt.Sprintf("%d of %d presses are of a skill that the row says could not be used: %s", forbidden, presses, some(where))
		f.Mend = "what could be used is told for the frame's tick, before the press: the skill may have become ready in between, or the recorder writes the two in the wrong order"
		if 4*forbidden > presses {
			f.Verdict = Fail
		}
	}
	return f
}
