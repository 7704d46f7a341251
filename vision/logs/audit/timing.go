package audit

import (
	"fmt"
	"math"
	"slices"

	"github.com/kumite/kumite/internal/number"
)

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
	f := Finding{Check: "decision period", Verdict: OK, Found: fmt.Sprintf("%v ms, %s from row to row", s.DecisionPeriodMS, number.Of(usual, "tick"))}
	if unusual(s.DecisionPeriodMS) {
		f.Found += fmt.Sprintf("; the duel's is %d ms, so what is counted in frames (tolerances, refractory, stacks) lasts %.3g times as long",
			usualPeriodMS, s.DecisionPeriodMS/usualPeriodMS)
	}
	if usual == 0 {
		return f.notChecked(noSteps)
	}
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
	if step == 0 {
		return f.notChecked(noSteps)
	}
	var where []string
	gaps, missing := 0, int64(0)
	for _, x := range s.recordings {
		for i := 1; i < len(x.rows); i++ {
			d := x.rows[i].Tick - x.rows[i-1].Tick
			if d == step {
				continue
			}
			gaps++
			missing += max(d/step-1, 0)
			where = append(where, fmt.Sprintf("%s frame %d (%s)", x.name, x.rows[i].Frame, number.Of(d, "tick")))
		}
	}
	if gaps > 0 {
		f.Verdict = Warn
		f.Found = fmt.Sprintf("%s, about %s missing: %s", number.Of(gaps, "uneven step"), number.Of(missing, "frame"), some(where))
		f.Fix = "stacks and distances in frames are wrong there: split the recording at the gap, or record again"
		if float64(gaps) > 0.01*float64(s.frames()) {
			f.Verdict = Fail
		}
	}
	return f
}
