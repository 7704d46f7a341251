package policy

import (
	"errors"
	"fmt"
	"time"
)

// ErrHung matches the error of a run that was cut off at its limit or cancelled.
var ErrHung = errors.New("the network was cut off before it answered")

// Exceeded returns the ErrHung of a run that used up its limit, of CPU time or of elapsed
// time.
func Exceeded(limit time.Duration, cpu bool) error {
	if cpu {
		return exceeded(fmt.Sprintf("no scores within %v of CPU time; %s", limit, Loop))
	}
	return exceeded(fmt.Sprintf("no scores within %v; %s", limit, Loop))
}

// Loop says what to do about a network that does not answer.
const Loop = "look for an endless loop, or export a smaller model"

type exceeded string

func (e exceeded) Error() string { return string(e) }

func (exceeded) Is(target error) bool { return target == ErrHung }

// ErrLost matches the error of a network that will never answer again because its
// process or its server has ended. It is not a fault of one decision: the match cannot continue.
var ErrLost = errors.New("the network's process has ended")

// Cause is the cause of a fault.
type Cause uint8

// The causes of faults.
const (
	NoCause   Cause = iota // not a fault
	NoNumbers              // a score was NaN, infinite, or not a probability as the contract requires
	Failed                 // the run returned an error
	Hung                   // the run was cut off
	NumCauses
)

// String returns the cause as in tables and JSON.
func (c Cause) String() string {
	switch c {
	case NoNumbers:
		return "not a number"
	case Failed:
		return "failed"
	case Hung:
		return "hung"
	}
	return ""
}

// causeOf returns the cause for the error of a run.
func causeOf(err error) Cause {
	if errors.Is(err, ErrHung) {
		return Hung
	}
	return Failed
}

// Fail returns the decision of a frame whose run returned err: a fault, and
// no_action. It advances the state like Skip. err must not be nil.
func (d *Decoder) Fail(err error) Decision {
	out := d.blank()
	out.Held, out.Cause, out.err = Fault, causeOf(err), err
	d.Skip()
	return out
}

// faulty returns the fault for invalid scores or availability.
func (d *Decoder) faulty(raw []float32, available []bool) Decision {
	out := d.blank()
	out.Held, out.Cause = Fault, NoNumbers
	k := len(d.contract.Classes)
	switch {
	case len(raw) != k:
		out.Cause, out.err = Failed, fmt.Errorf("%d scores for %d classes", len(raw), k)
	case len(available) != 0 && len(available) != k:
		out.Cause, out.err = Failed, fmt.Errorf("availability of %d classes; want %d", len(available), k)
	default:
		out.culprit = d.scores.culprit
		out.Score = float64(raw[out.culprit])
	}
	d.Skip()
	return out
}

// Problem describes the fault, or returns "" if there is none.
func (d Decision) Problem() string {
	switch {
	case d.Cause == NoCause:
		return ""
	case d.err != nil:
		return d.err.Error()
	}
	return fmt.Sprintf("score of %q is %v", d.classes[d.culprit], d.Score)
}
