package arena

import (
	"cmp"
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// Outcomes of a leg, for contestant A.
const (
	Win  = "win"
	Loss = "loss"
	Draw = "draw"
	Void = "void" // a contestant could not play; a loss for neither
)

// Leg is one finished match, one line of matches.jsonl. A is the pairing's
// first contestant; it stands on the left in leg 0 and on the right in leg 1.
type Leg struct {
	Schema  string     `json:"schema"`
	A       string     `json:"a"`
	B       string     `json:"b"`
	Pairing int        `json:"pairing"`
	Pair    int        `json:"pair"`
	Leg     int        `json:"leg"`
	Seed    uint64     `json:"seed"`
	Outcome string     `json:"outcome"`
	Reason  string     `json:"reason"` // "ko", "bell", or why the leg is void
	Void    VoidReason `json:"void,omitzero"`
	Retried VoidReason `json:"retried,omitzero"` // failure of a first attempt, which this one replaces
	Ticks   int32      `json:"ticks"`
	Ledger  [2]Ledger  `json:"ledger"` // of A, of B
	Hash    string     `json:"hash"`   // of the final world, 16 hexadecimal digits
}

// Key returns the leg's place in the schedule.
func (l *Leg) Key() Key { return Key{l.Pairing, l.Pair, l.Leg} }

// LegSchema is the schema of a line of matches.jsonl.
const LegSchema = "kumite.leg/1"

// Ledger counts presses by stage, from the frame to the opponent: chosen, masked,
// sent, accepted, hit. It combines the counts of the agent and the referee.
// Decisions are frames decided on, one every agent.PeriodTicks unless the contestant has a
// period of its own, and counted so for scripts, too.
type Ledger struct {
	Decisions int `json:"decisions"`
	Chosen    int `json:"chosen"`
	Masked    int `json:"masked"`
	Sent      int `json:"sent"`
	Accepted  int `json:"accepted"`
	Hit       int `json:"hit"`

	// Decisions that failed, by cause, and the message of the first.
	Faults     int        `json:"faults,omitempty"`
	FaultKinds FaultKinds `json:"fault_kinds,omitzero"`
	FirstFault string     `json:"first_fault,omitempty"`
}

// FaultKinds counts faults by cause.
type FaultKinds struct {
	NotANumber int `json:"not_a_number,omitempty"`
	Failed     int `json:"failed,omitempty"`
	Hung       int `json:"hung,omitempty"`
}

func (k FaultKinds) sum() int { return k.NotANumber + k.Failed + k.Hung }

// check returns an error for the first count that a match of so many ticks cannot have.
func (l *Ledger) check(ticks int32) error {
	for _, c := range []struct {
		what  string
		count int
	}{
		{"decisions", l.Decisions}, {"chosen", l.Chosen}, {"masked", l.Masked}, {"sent", l.Sent}, {"accepted", l.Accepted}, {"hit", l.Hit},
		{"faults", l.Faults}, {"not_a_number", l.FaultKinds.NotANumber}, {"failed", l.FaultKinds.Failed}, {"hung", l.FaultKinds.Hung},
	} {
		if c.count < 0 || c.count > int(ticks) {
			return fmt.Errorf("ledger: %s is %d; want 0 to %d, the ticks of the match", c.what, c.count, ticks)
		}
	}
	return nil
}

func (l *Ledger) add(o Ledger) {
	l.Decisions += o.Decisions
	l.Chosen += o.Chosen
	l.Masked += o.Masked
	l.Sent += o.Sent
	l.Accepted += o.Accepted
	l.Hit += o.Hit
	l.Faults += o.Faults
	l.FaultKinds.NotANumber += o.FaultKinds.NotANumber
	l.FaultKinds.Failed += o.FaultKinds.Failed
	l.FaultKinds.Hung += o.FaultKinds.Hung
	l.FirstFault = cmp.Or(l.FirstFault, o.FirstFault)
}

// newLedger returns the ledger of one side; m is nil for a script.
func newLedger(m *bot.Model, t duel.Tally, ticks int32) Ledger {
	var l Ledger
	for k := range t.Accepted {
		l.Accepted += t.Accepted[k]
		l.Hit += t.Hit[k]
		l.Sent += t.Accepted[k] + t.Rejected[k]
	}
	if m == nil {
		l.Decisions = decisions(ticks, agent.PeriodTicks)
		l.Chosen = l.Sent
		return l
	}
	a := m.Agent.Counts()
	l.Decisions, l.Chosen, l.Masked, l.Sent = a.Decisions, a.Chosen, a.Masked, a.Sent
	l.Faults, l.FirstFault = a.Faults, a.FirstFault
	l.FaultKinds = FaultKinds{a.Causes[policy.NoNumbers], a.Causes[policy.Failed], a.Causes[policy.Hung]}
	return l
}

// decisions returns the number of decisions in a match of so many ticks.
func decisions(ticks, period int32) int { return int((ticks + period - 1) / period) }

// outcome returns A's outcome, given that of a match as recordings name it.
func outcome(recorded string, a sim.Side) string {
	switch recorded {
	case a.String():
		return Win
	case a.Other().String():
		return Loss
	}
	return Draw
}

// reason returns what ended a match, as in Leg.
func reason(res duel.Result) string {
	if min(res.Health[sim.Left], res.Health[sim.Right]) == 0 {
		return "ko"
	}
	return "bell"
}

// points returns A's points; ok is false for a void.
func (l *Leg) points() (points float64, ok bool) {
	switch l.Outcome {
	case Win:
		return 1, true
	case Draw:
		return 0.5, true
	case Loss:
		return 0, true
	}
	return 0, false
}

// replayName returns the file name of the recording of a leg whose pairing is its number,
// as in matches.jsonl.
func (l *Leg) replayName() string {
	return fmt.Sprintf("%02d-%05d-%d.replay", l.Pairing, l.Pair, l.Leg)
}

// NamesMatch reports whether a match of a run may have this name, which is that of its
// replay without the extension.
func NamesMatch(name string) bool {
	var l Leg
	_, err := fmt.Sscanf(name, "%d-%d-%d", &l.Pairing, &l.Pair, &l.Leg)
	return err == nil && l.replayName() == name+".replay"
}
