package requirements

import (
	"context"
	"fmt"
	"strings"

	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
)

// findDelay plays the curve of win rates over the delay, if the file asks for it and a felt
// latency fails, and says which time per decision the win rates bear.
func findDelay(ctx context.Context, m *measurer, d *Document) error {
	f := m.cfg.File
	var failing []*Line
	for i := range d.Lines {
		if l := &d.Lines[i]; l.Section == "latency" && l.Verdict == Fail && strings.HasPrefix(l.Requirement, Felt) {
			failing = append(failing, l)
		}
	}
	if len(failing) == 0 || f.Online == nil || f.Online.Delays == "" {
		return nil
	}
	delays, err := sweep.ParseRange("delay=" + f.Online.Delays)
	if err != nil {
		return err
	}
	from, to, sure := 0.0, 0.0, true
	for i, o := range f.Online.Opponents {
		t := m.settings()
		t.Progress = m.progress("delays")
		found, err := m.cfg.Instruments.Sweep(ctx, sweep.Config{Range: delays, Contestants: []string{m.who.Spec, o.Opponent}, Bar: o.AtLeast, Tournament: t})
		if err != nil {
			return err
		}
		k := found.Knee
		if k == nil || k.Sure == nil || k.SureFrom == nil {
			sure = false
			break
		}
		least, most := *k.SureFrom*1000/sim.TickRate, *k.Sure*1000/sim.TickRate
		if from = max(from, least); i == 0 || most < to {
			to = most
		}
	}
	for _, l := range failing {
		takes := float64(l.Measured)
		switch {
		case sure && takes <= to && takes >= from:
			bears := Remedy{Change: LongerDelay, Measured: stats.Undefined(), CI95: stats.UndefinedInterval(), BearsMS: to}
			l.Remedies = append([]Remedy{bears}, l.Remedies...)
		case sure && from <= to:
			l.Reason = andAlso(l.Reason, fmt.Sprintf("the win rates bear delays from %.0f to %.0f ms", from, to))
		default:
			l.Reason = andAlso(l.Reason, "the win rates bear none of the delays "+f.Online.Delays)
		}
	}
	return nil
}

// andAlso joins two reasons.
func andAlso(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}
