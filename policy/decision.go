package policy

import "fmt"

// Held says why a chosen skill was not sent.
type Held uint8

// The reasons to hold a skill back.
const (
	Free       Held = iota // not held back
	Masked                 // the skill was not available
	Refractory             // within the refractory period of the last press
	Fault                  // no usable scores; Cause says why
	Debounced              // not wanted for enough frames in a row
	Hysteresis             // p_act has not reached high, or not fallen below low since the last press
)

// String returns the reason in one word, "" if the skill was not held back.
func (h Held) String() string {
	return [...]string{"", "masked", "refractory", "fault", "debounce", "hysteresis"}[h]
}

// Decision is the result of decoding one frame. It is a plain value; String formats
// it on demand.
type Decision struct {
	Class     int     // what is sent, as an index of the classes
	Wanted    int     // what the rule chose, before any hold
	Held      Held    // why Wanted was not sent
	Score     float64 // the decisive value, in the rule's own measure
	Threshold float64 // what Score was compared with
	Test      string  // which of the rule's tests compared them, "" for its only one
	PAct      float64 // calibrated probability of acting, 0 to 1; 0 on a fault
	Frames    int     // remaining frames if Held is Refractory or Debounced
	Cause     Cause   // of a fault

	rule     string
	classes  []string
	noAction int
	culprit  int   // the class whose score is not a number
	err      error // of the run
}

// Chosen reports whether the rule wanted a skill.
func (d Decision) Chosen() bool { return d.Wanted != d.noAction }

// Sent reports whether a skill is sent.
func (d Decision) Sent() bool { return d.Class != d.noAction }

// Name returns the name of the sent class, or "" for the zero Decision.
func (d Decision) Name() string {
	if d.classes == nil {
		return ""
	}
	return d.classes[d.Class]
}

// String returns the decision with its reason, e.g. "gate 1.3 ≥ -2.1 → fireball".
func (d Decision) String() string {
	if d.classes == nil {
		return ""
	}
	switch wanted := d.classes[d.Wanted]; d.Held {
	case Masked:
		return "masked: " + wanted
	case Refractory:
		return fmt.Sprintf("refractory %d: %s", d.Frames, wanted)
	case Debounced:
		return fmt.Sprintf("debounce %d: %s", d.Frames, wanted)
	case Hysteresis:
		return fmt.Sprintf("hysteresis p %.2f: %s", d.PAct, wanted)
	case Fault:
		return "fault: " + d.Problem()
	}
	rule, sign := d.rule, "≥"
	if d.Test != "" {
		rule += " " + d.Test
	}
	if !d.Chosen() {
		sign = "<"
	}
	return fmt.Sprintf("%s %s %s %s → %s", rule, short(d.Score), sign, short(d.Threshold), d.Name())
}

// short formats a value with one decimal, or two significant digits below 0.1.
func short(v float64) string {
	if v > -0.1 && v < 0.1 && v != 0 {
		return fmt.Sprintf("%.2g", v)
	}
	return fmt.Sprintf("%.1f", v)
}
