package watch

import (
	"math"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/odds"
	"github.com/kumite/kumite/sim/window/panel"
)

// oddsEvery is the number of ticks between two values of the odds.
const oddsEvery = 12

// timeline collects the marks of a match and the odds of its sides, tick by tick. The zero
// value is that of a match's start.
type timeline struct {
	marks []panel.Mark // in the order of their ticks; Side is the game's
	odds  []float64    // of the left side
}

// see follows a tick: the worlds before and after it, and the opening that each side has
// just missed, if any.
func (t *timeline) see(before, w *sim.World, missed [2]sim.Skill) {
	if before.Tick%oddsEvery == 0 {
		t.odds = append(t.odds, odds.Left(before))
	}
	for side, k := range missed {
		if k != sim.None {
			t.marks = append(t.marks, panel.Mark{Tick: before.Tick, Kind: panel.MissedOpening, Side: side})
		}
	}
	for _, e := range w.Events.All() {
		if e.Kind == sim.Accepted {
			t.marks = append(t.marks, panel.Mark{Tick: before.Tick, Kind: panel.Press, Side: int(e.Side)})
		}
	}
	for _, e := range w.Events.All() {
		if e.Kind == sim.Hit || e.Kind == sim.Eaten {
			t.marks = append(t.marks, panel.Mark{Tick: w.Tick, Kind: panel.Hit, Side: int(e.Side)})
		}
	}
	if w.Outcome() != sim.Running {
		t.odds = append(t.odds, odds.Left(w))
	}
}

// view returns the timeline with the viewer on the left.
func (t *timeline) view(viewer sim.Side) *panel.Timeline {
	v := &panel.Timeline{Marks: make([]panel.Mark, len(t.marks)), Odds: make([]float64, len(t.odds)), OddsEvery: oddsEvery}
	for i, m := range t.marks {
		m.Side ^= int(viewer)
		v.Marks[i] = m
	}
	for i, p := range t.odds {
		v.Odds[i] = math.Abs(float64(viewer) - p)
	}
	return v
}
