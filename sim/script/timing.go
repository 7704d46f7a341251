package script

import (
	"fmt"

	"github.com/kumite/kumite/sim"
)

// Timing gives a script the timing of an agent: when it may decide, and how long a
// decision takes to reach the game. The zero Timing is a script's own: it decides on
// every tick and its press takes effect on the same tick.
type Timing struct {
	Period   int32 // ticks between decisions, 1 to MaxPeriod; 0 is 1
	Delay    int32 // ticks from a decision to its press, 0 to MaxDelay
	Forecast bool  // decide on the state in which the press takes effect, if neither side presses before
}

// The bounds of a Timing in ticks: two seconds.
const (
	MaxPeriod = 120
	MaxDelay  = 120
)

// Validate reports the first field that is out of bounds.
func (t Timing) Validate() error {
	if t.Period < 0 || t.Period > MaxPeriod {
		return fmt.Errorf("timing: the period is %d ticks; want 1 to %d", t.Period, MaxPeriod)
	}
	if t.Delay < 0 || t.Delay > MaxDelay {
		return fmt.Errorf("timing: the delay is %d ticks; want 0 to %d", t.Delay, MaxDelay)
	}
	return nil
}

// NewTimed returns the named script with a timing. The zero Timing changes nothing and
// is valid for every script; pro and rookie, which react in a time of their own, take no
// other.
func NewTimed(name string, t Timing, seed, stream uint64) (*Fighter, error) {
	f, err := New(name, seed, stream)
	if err != nil || t == (Timing{}) {
		return f, err
	}
	if _, hesitates := f.mind.(*human); hesitates {
		return nil, fmt.Errorf("script %q has a reaction time of its own; give a period or delay to another script, such as oracle", name)
	}
	if err := t.Validate(); err != nil {
		return nil, err
	}
	f.mind = &timed{mind: f.mind, timing: t}
	return f, nil
}

// timed asks a mind once in a period and keeps its answers until they are due.
type timed struct {
	mind   mind
	timing Timing
	due    [MaxDelay + 1]sim.Skill // by the tick at which each is pressed, modulo its length
}

func (t *timed) choose(r *sim.Rand, w *sim.World, me sim.Side) sim.Skill {
	if w.Tick%max(t.timing.Period, 1) == 0 {
		seen := w
		if t.timing.Forecast {
			seen = forecast(w, t.timing.Delay)
		}
		t.due[(w.Tick+t.timing.Delay)%int32(len(t.due))] = t.mind.choose(r, seen, me)
	}
	slot := &t.due[w.Tick%int32(len(t.due))]
	press := *slot
	*slot = sim.None
	return press
}

// forecast returns the world some ticks later if neither side presses.
func forecast(w *sim.World, ticks int32) *sim.World {
	later := *w
	for range ticks {
		if later.Outcome() != sim.Running {
			break
		}
		later.Step([2]sim.Input{})
	}
	return &later
}
