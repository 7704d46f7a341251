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
			m := Moment{Kind: kind, Side: e.Side, Skill: e.Skill, Tick: w.Tick, End: w.Tick, Damage: e.Damage}
			if kind == Press {
				m.Answer = open[e.Side].answer(e.Skill, w.Tick)
				open[e.Side] = opening{}
			}
			found = append(found, m)
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

// opening is a stretch of ticks in which a side should press, or the last one that
// passed. The zero value is none.
type opening struct {
	skill sim.Skill // right at first, None if it has passed
	since int32
	right sim.Skill // at the last tick of it
	end   int32     // if it has passed
}

// see follows the openings of a side and returns one that has passed.
func (o *opening) see(w *sim.World, side sim.Side) (Moment, bool) {
	right := script.Opening(w, side)
	switch {
	case right == sim.None:
		return o.close(w.Tick, side)
	case o.skill == sim.None:
		*o = opening{skill: right, since: w.Tick}
	}
	o.right = right
	return Moment{}, false
}

// close ends an opening and reports whether it was long enough to be missed.
func (o *opening) close(tick int32, side sim.Side) (Moment, bool) {
	if o.skill == sim.None {
		return Moment{}, false
	}
	m := Moment{Kind: Missed, Side: side, Skill: o.skill, Tick: o.since, End: tick}
	o.skill, o.end = sim.None, tick
	return m, tick-o.since >= MinOpening
}

// answer returns how a press of a skill fits the opening.
func (o *opening) answer(skill sim.Skill, tick int32) Answer {
	switch {
	case o.skill != sim.None && o.right == skill:
		return Right
	case o.skill != sim.None:
		return Wrong
	case o.right == skill && tick-o.end <= LateTicks:
		return Late
	}
	return Unasked
}
