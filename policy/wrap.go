package policy

import "fmt"

// debounce lets a skill through that frames in a row have wanted.
type debounce struct {
	frames int // 0 and 1 let everything through
	class  int
	run    int
}

// pass counts a frame that wants a class.
func (w *debounce) pass(class int) bool {
	if class != w.class {
		w.class, w.run = class, 0
	}
	w.run++
	return w.run >= w.frames
}

// hysteresis lets a skill through when p_act reaches high, and the next only
// after p_act has fallen below low.
type hysteresis struct {
	high, low float64 // high 0 lets everything through
	fired     bool
}

func newHysteresis(high, low float64) (hysteresis, error) {
	if (high == 0) != (low == 0) {
		return hysteresis{}, fmt.Errorf("hysteresis has high=%v and low=%v; give both, above 0, or neither", high, low)
	}
	if low > high {
		return hysteresis{}, fmt.Errorf("hysteresis has low=%v above high=%v; want low up to high", low, high)
	}
	return hysteresis{high: high, low: low}, nil
}

// pass counts a frame; wants says whether it wants a skill.
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
