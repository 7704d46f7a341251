package watch

import (
	"sort"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// events are the presses of a recorded match with their results, and the openings that a
// side missed, in the order of their ticks.
type events struct {
	presses  [2][]press
	missed   [2][]int32 // ticks at which a missed opening ended
	floaters []floater
	timeline timeline
}

// eventsOf plays a recording up to a tick and returns its events.
func eventsOf(r *duel.Recording, ticks int32) *events {
	e := &events{}
	w := r.Start()
	var accounts [2]account
	var open [2]openings
	var last [2]press
	keep := func(side sim.Side) {
		if a := &accounts[side]; a.press != last[side] {
			if n := len(e.presses[side]); n > 0 && e.presses[side][n-1].tick == a.tick && e.presses[side][n-1].skill == a.skill {
				e.presses[side][n-1] = a.press
			} else if a.skill != sim.None {
				e.presses[side] = append(e.presses[side], a.press)
			}
			last[side] = a.press
		}
	}
	for w.Tick < ticks {
		before := w
		w.Step(r.Inputs[w.Tick])
		var now floaters
		now.see(&before, &w, [2]bool{})
		e.floaters = append(e.floaters, now.all...)
		var missed [2]sim.Skill
		for side := range accounts {
			me := sim.Side(side)
			if missed[side] = open[side].see(&before, me); missed[side] != sim.None {
				e.missed[side] = append(e.missed[side], before.Tick)
			}
			pressed := accounts[side].pressed
			if accounts[side].see(me, &before, &w); accounts[side].pressed > pressed {
				open[side].use()
			}
			keep(me)
		}
		e.timeline.see(&before, &w, missed)
	}
	return e
}

// shownAt returns the lines that float over the fighters at a tick.
func (e *events) shownAt(tick int32) (all []floater) {
	for _, f := range e.floaters {
		if f.since <= tick && tick-f.since < floating {
			all = append(all, f)
		}
	}
	return all
}

// last returns a side's newest press before a tick, and how many there were.
func (e *events) last(side sim.Side, now int32) (p press, n int) {
	all := e.presses[side]
	n = sort.Search(len(all), func(i int) bool { return all[i].tick >= now })
	if n == 0 {
		return press{}, 0
	}
	return all[n-1], n
}

// missedBefore returns how many openings a side had missed at a tick.
func (e *events) missedBefore(side sim.Side, now int32) int {
	all := e.missed[side]
	return sort.Search(len(all), func(i int) bool { return all[i] > now })
}
