package policy

import "fmt"

// Held says why a chosen skill was not sent.
type Held uint8

// The reasons to hold a skill back.
const (
	Free       Held = iota // it was not
	Masked                 // it was not available
	Refractory             // too soon after the last one
	Fault                  // the scores were no numbers
)

// Decision is what one frame came to. It is a plain value; its words are made
// only when asked for.
type Decision struct {
	Class     int     // what is sent, an index into the classes
	Wanted    int     // what the rule chose, before it was held back
	Held      Held    //
	Score     float64 // what decided, in the rule's own measure
	Threshold float64 // what it was compared with
	Frames    int     // of refractory that are left, when Held says so

	rule     string
	classes  []string
	noAction int
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
	switch d.Held {
	case Masked:
		return "masked: " + d.classes[d.Wanted]
	case Refractory:
		return fmt.Sprintf("refractory %d: %s", d.Frames, d.classes[d.Wanted])
	case Fault:
		return "fault: scores are no numbers"
	}
	sign := "≥"
	if !(d.Score >= d.Threshold) {
		sign = "<"
	}
	return fmt.Sprintf("%s %.1f %s %.1f → %s", d.rule, d.Score, sign, d.Threshold, d.Name())
}
