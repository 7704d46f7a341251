package duel

import (
	"context"
	"fmt"

	"github.com/kumite/kumite/sim"
)

// Play plays one match. It returns ctx's error if ctx is cancelled, and a
// *ControllerError if a controller fails. watch may be nil.
func Play(ctx context.Context, cfg Config, players [2]Controller, watch Watcher) (Result, error) {
	if err := cfg.Rules.Validate(); err != nil {
		return Result{}, err
	}
	w := sim.New(cfg.Rules, cfg.Seed)
	var res Result
	for w.Outcome() == sim.Running {
		if w.Tick%sim.TickRate == 0 {
			if err := ctx.Err(); err != nil {
				return Result{}, err
			}
		}
		var in [2]sim.Input
		for s, p := range players {
			var err error
			if in[s], err = p.Act(&w, sim.Side(s)); err != nil {
				return Result{}, &ControllerError{Side: sim.Side(s), Tick: w.Tick, Err: err}
			}
		}
		if watch != nil {
			watch(&w, in)
		}
		w.Step(in)
		for _, e := range w.Events.All() {
			res.Tally[e.Side].count(e)
		}
	}
	res.Outcome, res.Ticks, res.Hash = w.Outcome(), w.Tick, w.Hash()
	for s := range w.Fighters {
		res.Health[s] = w.Fighters[s].Health
	}
	return res, nil
}

func (t *Tally) count(e sim.Event) {
	switch e.Kind {
	case sim.Accepted:
		t.Accepted[e.Skill]++
	case sim.Rejected:
		t.Rejected[e.Skill]++
	case sim.Hit:
		t.Hit[e.Skill]++
	case sim.Blocked:
		t.Blocked[e.Skill]++
	}
}

// ControllerError is the error of one side's controller at a tick.
type ControllerError struct {
	Side sim.Side
	Tick int32
	Err  error
}

func (e *ControllerError) Error() string {
	return fmt.Sprintf("%s controller at tick %d: %v", e.Side, e.Tick, e.Err)
}

func (e *ControllerError) Unwrap() error { return e.Err }
