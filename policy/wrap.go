package policy

import "fmt"

// debounce passes a skill only after several frames in a row have wanted it.
type debounce struct {
	frames int // 0 and 1 pass everything
	class  int
	run    int
}

// pass counts a frame that wants class and reports whether the class passes.
func (w *debounce) pass(class int) bool {
	if class != w.class {
		w.class, w.run = class, 0
	}
	w.run++
	return w.run >= w.frames
}

// hysteresis passes a skill only if p_act reaches high and has fallen below low since
// the previous skill.
type hysteresis struct {
	high, low float64 // if high is 0, everything passes
	fired     bool
}

func newHysteresis(high, low float64) (hysteresis, error) {
	if (high == 0) != (low == 0) {
		return hysteresis{}, fmt.Errorf("hysteresis has high=%v and low=%v; give both, above 0, or neither", high, low)
	}
	if low > high {
		return hysteresis{}, fmt.Errorf("hysteresis has low=%v above high=%v; want low at most high", low, high)
	}
	return hysteresis{high: high, low: low}, nil
}

// pass counts a frame, which wants a skill or not, and reports whether the skill
// passes.
func (w *hysteresis) pass(wants bool, pAct float64) bool {
	if w.high == 0 {
		return true
	}
	if pAct < w.low {
		w.fired = false
	}
	if !wants || w.fired || !(pAct >= w.high) {
		return false
	}
	w.fired = true
	return true
}
