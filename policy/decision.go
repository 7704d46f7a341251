package policy

import "fmt"

// Held says why a chosen skill was not sent.
type Held uint8

// The reasons to hold a skill back.
const (
	Free       Held = iota // it was not
	Masked                 // it was not available
	Refractory             // too soon after the last one
	Fault                  // the run gave no scores to decide on; Cause says why
	Debounced              // too few frames in a row have wanted it
	Hysteresis             // p_act has not risen, or not fallen since the last one
)

// Decision is what one frame came to. It is a plain value; its words are made
// only when asked for.
type Decision struct {
	Class     int     // what is sent, an index into the classes
	Wanted    int     // what the rule chose, before it was held back
	Held      Held    // why it was
	Score     float64 // what decided, in the rule's own measure
	Threshold float64 // what it was compared with
	PAct      float64 // calibrated probability of acting, 0 to 1; 0 on a fault
	Frames    int     // of refractory or debounce that are left, when Held says so
	Cause     Cause   // what made it a fault

	rule     string
	test     string // which of the rule's tests decided
	classes  []string
	noAction int
	culprit  int   // the class whose score is no number
	err      error // of the run
}

// Chosen says whether the rule wanted a skill.
func (d Decision) Chosen() bool { return d.Wanted != d.noAction }

// Sent says whether a skill is sent.
func (d Decision) Sent() bool { return d.Class != d.noAction }

// Name is the name of the class that is sent, "" before the first decision.
func (d Decision) Name() string {
	if d.classes == nil {
		return ""
	}
	return d.classes[d.Class]
}

// String is the decision with its reason, e.g. "gate 1.3 ≥ -2.1 → fireball".
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
	if d.test != "" {
		rule += " " + d.test
	}
	if !d.Chosen() {
		sign = "<"
	}
	return fmt.Sprintf("%s %s %s %s → %s", rule, short(d.Score), sign, short(d.Threshold), d.Name())
}

// short writes one decimal, or two significant digits below one tenth.
func short(v float64) string {
	if v > -0.1 && v < 0.1 && v != 0 {
		return fmt.Sprintf("%.2g", v)
	}
	return fmt.Sprintf("%.1f", v)
}
