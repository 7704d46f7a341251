package agent

import (
	"errors"
	"fmt"
	"strconv"
)

// DefaultDelayTicks is the default delay from a frame to its press: 100 ms.
const DefaultDelayTicks = 6

// MaxDelayTicks is the largest delay: two seconds.
const MaxDelayTicks = 120

// validateDelay returns an error for a delay that is out of bounds.
func validateDelay(ticks int32) error {
	if ticks < 0 || ticks > MaxDelayTicks {
		return fmt.Errorf("a delay of %d ticks; want 0 to %d ticks", ticks, MaxDelayTicks)
	}
	return nil
}

// Delay is an optional declared time from a frame to its press. The zero value
// states none, so that the default of whoever reads it applies; a delay of no ticks
// is DelayOf(0). Delays can be compared with ==. It is a flag value.
type Delay struct {
	ticks  int32
	stated bool
}

// DelayOf returns a stated delay.
func DelayOf(ticks int32) Delay { return Delay{ticks, true} }

// Stated reports whether the delay is stated.
func (d Delay) Stated() bool { return d.stated }

// Or returns the delay in ticks, or otherwise if none is stated.
func (d Delay) Or(otherwise int32) int32 {
	if d.stated {
		return d.ticks
	}
	return otherwise
}

// Ticks returns the delay in ticks, DefaultDelayTicks if none is stated.
func (d Delay) Ticks() int32 { return d.Or(DefaultDelayTicks) }

// Validate refuses a stated delay that no agent keeps.
func (d Delay) Validate() error { return validateDelay(d.Ticks()) }

// String returns the ticks, DefaultDelayTicks if none are stated.
func (d Delay) String() string { return strconv.Itoa(int(d.Ticks())) }

// Type is the word for a flag's value in usage texts.
func (Delay) Type() string { return "ticks" }

// Set parses a number of ticks. Validate checks its bounds.
func (d *Delay) Set(text string) error {
	ticks, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return errors.New("want a whole number of ticks")
	}
	*d = DelayOf(int32(ticks))
	return nil
}

// Delays draws the delay of each decision.
type Delays interface {
	// Next returns the delay of the next decision in ticks, 0 to MaxDelayTicks. It is
	// called once per decision, whether or not the decision sends a press.
	Next() int32
}

// SetDelays sets the source of delays. It must be called between two matches.
func (a *Agent) SetDelays(d Delays) { a.cfg.Delays = d }
