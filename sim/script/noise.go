package script

import "fmt"

// Noise is how a person differs from the script's own: a field that is not set
// leaves what the script has.
type Noise struct {
	Reaction Setting // mean time from a chance to its press, ticks, 1 to 120
	Spread   Setting // its standard deviation, ticks, 0 to 60
	LetPass  Setting // chances that are not taken, in a hundred, 0 to 100
	Wrong    Setting // mean ticks between presses without reason; 0 is never
}

// Setting is a number that may be unset, which is the zero value.
type Setting struct {
	Value int32
	Set   bool
}

// To is a setting of that value.
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
