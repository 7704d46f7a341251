package script

import "fmt"

// Noise changes the hesitation and mistakes of a script. Fields that are not set keep the
// script's own.
type Noise struct {
	Reaction Setting // mean reaction time in ticks, 1 to 120
	Spread   Setting // its standard deviation in ticks, 0 to 60
	LetPass  Setting // percentage of chances passed up, 0 to 100
	Wrong    Setting // mean ticks between random presses; 0 is never
}

// Setting is an optional number. The zero value is not set.
type Setting struct {
	Value int32
	Set   bool
}

// To returns a setting with a value.
func To(v int32) Setting { return Setting{v, true} }

// Validate reports the first field that is out of bounds.
func (n Noise) Validate() error {
	for _, f := range []struct {
		name      string
		s         Setting
		low, high int32
	}{
		{"reaction", n.Reaction, 1, 120}, {"spread", n.Spread, 0, 60},
		{"chances let pass", n.LetPass, 0, 100}, {"ticks between wrong presses", n.Wrong, 0, 1 << 20},
	} {
		if f.s.Set && (f.s.Value < f.low || f.s.Value > f.high) {
			return fmt.Errorf("noise: %s is %d; want %d to %d", f.name, f.s.Value, f.low, f.high)
		}
	}
	return nil
}

func (n Noise) apply(h *human) {
	if n.Reaction.Set {
		h.delay = n.Reaction.Value
		h.fastest = min(h.fastest, h.delay)
	}
	if n.Spread.Set {
		h.spread = n.Spread.Value
	}
	if n.LetPass.Set {
		h.takes = 100 - n.LetPass.Value
	}
	if n.Wrong.Set {
		h.wild = n.Wrong.Value
	}
}
