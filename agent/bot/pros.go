package bot

import (
	"context"
	"errors"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/script"
)

// WatchPros plays script:pro against itself and calls look with the world every
// agent.PeriodTicks, until look returns false or the match ends. It provides the
// frames on which a model is tried, timed or inspected without logs. The world
// is read-only and valid only during the call.
func WatchPros(seed uint64, look func(w *sim.World) bool) error {
	var players [2]duel.Controller
	for side := range players {
		pro, err := script.New("pro", seed, ScriptStream+uint64(side))
		if err != nil {
			return err
		}
		players[side] = pro
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	_, err := duel.Play(ctx, duel.Config{Rules: sim.DefaultRules(), Seed: seed}, players, func(w *sim.World, _ [2]sim.Input) {
		if ctx.Err() == nil && w.Tick%agent.PeriodTicks == 0 && !look(w) {
			stop()
		}
	})
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
