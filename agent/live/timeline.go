package live

import (
	"sort"

	"github.com/kumite/kumite/sim"
)

// Redecision is a decision that a model would have made in a recorded match.
type Redecision struct {
	Snapshot           // of the model
	Skill    sim.Skill // what the model would have sent, or None
	Recorded sim.Skill // the recorded side's first press of that decision period, or None
}

// Differs reports whether the model's decision differs from the recorded press.
func (d *Redecision) Differs() bool { return d.Skill != d.Recorded }

// Timeline is a model's decisions for one side of a recorded match, every
// agent.PeriodTicks from tick 0. It is read-only.
type Timeline struct {
	Side      sim.Side
	Decisions []Redecision
}

// At returns the decision on the newest frame at a tick, or nil before the first.
func (t *Timeline) At(tick int32) *Redecision {
	if i := t.after(tick) - 1; i >= 0 {
		return &t.Decisions[i]
	}
	return nil
}

// after returns the index of the first decision after a tick.
func (t *Timeline) after(tick int32) int {
	return sort.Search(len(t.Decisions), func(i int) bool { return t.Decisions[i].Tick > tick })
}

// Next returns the first disagreement after a tick, or nil.
func (t *Timeline) Next(tick int32) *Redecision {
	for i := t.after(tick); i < len(t.Decisions); i++ {
		if t.Decisions[i].Differs() {
			return &t.Decisions[i]
		}
	}
	return nil
}

// Previous returns the last disagreement before a tick, or nil.
func (t *Timeline) Previous(tick int32) *Redecision {
	for i := t.after(tick-1) - 1; i >= 0; i-- {
		if t.Decisions[i].Differs() {
			return &t.Decisions[i]
		}
	}
	return nil
}

// Disagreements returns the ticks of the decisions that differ, in ascending order.
func (t *Timeline) Disagreements() (ticks []int32) {
	for i := range t.Decisions {
		if t.Decisions[i].Differs() {
			ticks = append(ticks, t.Decisions[i].Tick)
		}
	}
	return ticks
}
