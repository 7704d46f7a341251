package moments

import (
	"cmp"
	"slices"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/script"
)

// MinOpening is the shortest missed opening in ticks. An agent with the default timing
// decides every 6 ticks, and its presses take effect 6 ticks later; it could not have used
// a shorter one.
const MinOpening = 12

// Find returns the moments of a recording up to its end or its first difference, which
// NewPlayback reports.
func Find(p *duel.Playback) []Moment {
	var found []Moment
	r := p.Recording()
	w := r.Start()
	var open [2]opening
	for w.Tick < p.Len() {
		in := r.Inputs[w.Tick]
		for s := range open {
			if m, missed := open[s].see(&w, sim.Side(s)); missed {
				found = append(found, m)
			}
		}
		w.Step(in)
		for _, e := range w.Events.All() {
			kind, ok := kinds[e.Kind]
			if !ok {
				continue
			}
			found = append(found, Moment{Kind: kind, Side: e.Side, Skill: e.Skill, Tick: w.Tick, End: w.Tick, Damage: e.Damage})
			if kind == Press {
				open[e.Side] = opening{}
			}
		}
	}
	for s := range open {
		if m, missed := open[s].close(w.Tick, sim.Side(s)); missed {
			found = append(found, m)
		}
	}
	slices.SortStableFunc(found, func(a, b Moment) int { return cmp.Compare(a.Tick, b.Tick) })
	return found
}

// opening is a stretch of ticks in which a side should press. The zero value is none.
type opening struct {
	skill sim.Skill // right at first
	since int32
}

// see follows the openings of a side and returns one that has passed.
func (o *opening) see(w *sim.World, side sim.Side) (Moment, bool) {
	right := script.Opening(w, side)
	switch {
	case right == sim.None:
		return o.close(w.Tick, side)
	case o.skill == sim.None:
		*o = opening{right, w.Tick}
	}
	return Moment{}, false
}

// close ends an opening and reports whether it was long enough to be missed.
func (o *opening) close(tick int32, side sim.Side) (Moment, bool) {
	m := Moment{Kind: Missed, Side: side, Skill: o.skill, Tick: o.since, End: tick}
	long := o.skill != sim.None && tick-o.since >= MinOpening
	*o = opening{}
	return m, long
}
