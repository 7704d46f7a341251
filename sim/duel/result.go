package duel

import "github.com/kumite/kumite/sim"

// Result replays the recording and returns the result of its match. The error is that
// of Verify.
func (r *Recording) Result() (Result, error) {
	var res Result
	err := r.replay(func(w *sim.World) {
		for _, e := range w.Events.All() {
			res.Tally[e.Side].count(e)
		}
		if res.Outcome = w.Outcome(); res.Outcome == sim.Running {
			return
		}
		res.Ticks, res.Hash = w.Tick, w.Hash()
		for s := range w.Fighters {
			res.Health[s] = w.Fighters[s].Health
		}
	})
	if err != nil {
		return Result{}, err
	}
	return res, nil
}
