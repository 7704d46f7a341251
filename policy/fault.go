package policy

import (
	"errors"
	"fmt"
)

// ErrHung is what a run that was cut off returns: at its limit, or cancelled.
var ErrHung = errors.New("the network was cut off before it answered")

// ErrLost is in the error of a run whose network is no more and will never
// answer again, because the process that ran it has ended. It is no fault of
// one decision: the match cannot go on.
var ErrLost = errors.New("the network is gone")

// Cause says what made a decision a fault.
type Cause uint8

// The causes.
const (
	NoCause   Cause = iota // it was none
	NoNumbers              // a score was NaN, infinite, or no probability where one was promised
	Failed                 // the run returned an error
	Hung                   // the run was cut off
	NumCauses
)

// String is the cause in the words of tables and JSON.
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

// causeOf sorts the error of a run.
func causeOf(err error) Cause {
	if errors.Is(err, ErrHung) {
		return Hung
	}
	return Failed
}

// Fail lets a frame pass on which the run returned an error: a fault, and
// no_action. err is not nil.
func (d *Decoder) Fail(err error) Decision {
	out := d.blank()
	out.Held, out.Cause, out.err = Fault, causeOf(err), err
	d.Skip()
	return out
}

// faulty is what became of scores or availability that cannot be decided on.
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

// Problem says in words what made the decision a fault; "" when it was none.
func (d Decision) Problem() string {
	switch {
	case d.Cause == NoCause:
		return ""
	case d.err != nil:
		return d.err.Error()
	}
	return fmt.Sprintf("score of %q is %v", d.classes[d.culprit], d.Score)
}
