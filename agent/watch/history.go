package watch

import (
	"math"

	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim/window/panel"
)

// history holds the newest decisions of one model in a match.
type history struct {
	newest live.Snapshot
	past   []pastDecision // the newest panel.StripCells
	missed int            // of the decisions in past
}

type pastDecision struct {
	tick  int32
	kind  panel.CellKind
	class string // sent, or ""
}

// reset begins a match.
func (h *history) reset() {
	h.past, h.missed = h.past[:0], 0
}

// add adds the decision in h.newest.
func (h *history) add() {
	s := &h.newest
	d := pastDecision{tick: s.Tick, kind: kindOf(s)}
	if d.kind == panel.Sent {
		d.class = s.Decision.Name()
	}
	if len(h.past) == panel.StripCells {
		copy(h.past, h.past[1:])
		h.past = h.past[:panel.StripCells-1]
	}
	h.past = append(h.past, d)
	h.missed = 0
	for _, d := range h.past {
		if d.kind == panel.Missed {
			h.missed++
		}
	}
}

func kindOf(s *live.Snapshot) panel.CellKind {
	switch {
	case s.Missed:
		return panel.Missed
	case s.Decision.Held == policy.Fault:
		return panel.Faulty
	case s.Decision.Sent():
		return panel.Sent
	case s.Decision.Chosen():
		return panel.HeldBack
	}
	return panel.Idle
}

// actName is the name of the bar that says whether to press anything.
const actName = "act at all"

// bars fills in the bars of a decision, with the newest probabilities of a shadow if there
// is one.
func bars(dst []panel.Bar, s *live.Snapshot, shadow *history) []panel.Bar {
	dst = dst[:0]
	if len(s.Classes) == 0 || len(s.Probs) != len(s.Classes) {
		return dst
	}
	none := math.NaN()
	act := panel.Bar{Name: actName, Raw: s.Decision.PAct, Made: s.View.Act, Limit: s.View.ActLimit, Shadow: none}
	if shadow != nil {
		act.Shadow = shadow.newest.Decision.PAct
	}
	dst = append(dst, act)
	for i, name := range s.Classes {
		b := panel.Bar{Name: name, Icon: classIcon(name), Raw: s.Probs[i], Made: none, Limit: none, Shadow: none, Null: i == s.Null}
		if i < len(s.View.Made) {
			b.Made, b.Limit = s.View.Made[i], s.View.Limits[i]
		}
		if i == s.Null && b.Made == 0 {
			b.Made = none
		}
		if !s.Missed && s.Decision.Chosen() && i == s.Decision.Wanted {
			b.Chosen, b.Held = true, !s.Decision.Sent()
		}
		if shadow != nil {
			b.Shadow = shadow.prob(name)
		}
		dst = append(dst, b)
	}
	return dst
}

// prob returns the newest probability of a class, or NaN if there is none.
func (h *history) prob(name string) float64 {
	for i, n := range h.newest.Classes {
		if n == name && i < len(h.newest.Probs) {
			return h.newest.Probs[i]
		}
	}
	return math.NaN()
}

// strip fills in the last ten seconds, with those of a shadow if there is one.
func (h *history) strip(dst []panel.Cell, shadow *history) []panel.Cell {
	dst = dst[:0]
	j := 0
	for _, d := range h.past {
		cell := panel.Cell{Kind: d.kind}
		if shadow != nil {
			for j < len(shadow.past) && shadow.past[j].tick < d.tick-live.PairTicks {
				j++
			}
			if j < len(shadow.past) && shadow.past[j].tick <= d.tick+live.PairTicks {
				cell.Shadow = shadow.past[j].kind
				cell.Differs = shadow.past[j].class != d.class
			}
		}
		dst = append(dst, cell)
	}
	return dst
}
