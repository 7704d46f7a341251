package arena

import (
	"fmt"
	"strings"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// differ describes the first field that differs from the recording, "" for none.
func (l *Leg) differ(r duel.Header) string {
	if l.Leg != 0 && l.Leg != 1 {
		return fmt.Sprintf("leg is %d; want 0 or 1", l.Leg)
	}
	a := aSide(l.Leg)
	for _, c := range []struct{ what, listed, recorded string }{
		{"A", l.A, r.Contestants[a].Name},
		{"B", l.B, r.Contestants[a.Other()].Name},
		{"seed", fmt.Sprint(l.Seed), fmt.Sprint(r.Seed)},
		{"outcome", l.Outcome, outcome(r.Outcome, a)},
		{"ticks", fmt.Sprint(l.Ticks), fmt.Sprint(r.Ticks)},
		{"hash", l.Hash, r.FinalHash},
	} {
		if c.listed != c.recorded {
			return fmt.Sprintf("%s is %.200q; recorded: %.200q", c.what, c.listed, c.recorded)
		}
	}
	return ""
}

// contestantsDiffer describes a recording of other contestants or other rules than those
// of the run, "" for none. l agrees with the recording's header.
func (m Manifest) contestantsDiffer(l *Leg, r duel.Header) string {
	if r.Rules != m.Rules {
		return fmt.Sprintf("the recording has the rules %+v; the run has %+v", r.Rules, m.Rules)
	}
	a := aSide(l.Leg)
	for _, side := range []sim.Side{a, a.Other()} {
		known := false
		for _, p := range m.Contestants {
			known = known || same(p, r.Contestants[side])
		}
		if !known {
			return fmt.Sprintf("the recording is of %.200s; the run has no such contestant", describe(r.Contestants[side]))
		}
	}
	return ""
}

// mostPending is the largest number of presses that are sent but have not taken effect
// when a match ends, of an agent that decides every period ticks.
func mostPending(period int32) int { return int(agent.MaxDelayTicks/period) + 1 }

// countsDiffer describes the first count or reason that differs from a replay of the
// match, "" for none. A recording does not show what a model chose and held back, nor
// the presses that were due after the end; these counts only have bounds.
func (l *Leg) countsDiffer(r duel.Header, res duel.Result) string {
	if recorded := reason(res); l.Reason != recorded {
		return fmt.Sprintf("reason is %.200q; recorded: %q", l.Reason, recorded)
	}
	a := aSide(l.Leg)
	for i, side := range []sim.Side{a, a.Other()} {
		got, want := l.Ledger[i], newLedger(nil, res.Tally[side], res.Ticks)
		period := bot.PeriodOf(r.Contestants[side].Spec)
		want.Decisions = decisions(res.Ticks, period)
		pending, chosen := mostPending(period), int(res.Ticks)
		if strings.HasPrefix(r.Contestants[side].Spec, "script:") {
			pending, chosen = 0, want.Chosen
		}
		for _, c := range []struct {
			what        string
			listed      int
			least, most int
		}{
			{"decisions", got.Decisions, want.Decisions, want.Decisions},
			{"accepted", got.Accepted, want.Accepted, want.Accepted},
			{"hit", got.Hit, want.Hit, want.Hit},
			{"sent", got.Sent, want.Sent, want.Sent + pending},
			{"chosen", got.Chosen, got.Sent, chosen},
			{"masked", got.Masked, 0, got.Chosen - got.Sent},
			{"faults", got.Faults, got.FaultKinds.sum(), got.Decisions},
		} {
			if c.listed < c.least || c.listed > c.most {
				return fmt.Sprintf("ledger of %s: %s is %d; recorded: %s", [2]string{l.A, l.B}[i], c.what, c.listed, span(c.least, c.most))
			}
		}
	}
	return ""
}

func span(least, most int) string {
	if least == most {
		return fmt.Sprint(least)
	}
	return fmt.Sprintf("%d to %d", least, most)
}

// voidDiffer describes what a void contains that only a match that was played can, ""
// for nothing.
func (l *Leg) voidDiffer() string {
	switch {
	case l.Ticks != 0 || l.Hash != "" || l.Ledger != [2]Ledger{}:
		return "the match is void, but the line has its ticks, hash or ledger"
	case l.Reason != l.Void.String():
		return fmt.Sprintf("reason is %.200q; the void says %.200q", l.Reason, l.Void.String())
	}
	return ""
}
