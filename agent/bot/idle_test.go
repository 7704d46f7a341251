package bot_test

import (
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// untouched is a person who never touches a key.
type untouched struct{}

func (untouched) Act(*sim.World, sim.Side) (sim.Input, error) {
	return sim.Input{Move: sim.Manual}, nil
}

func TestAPersonWhoTouchesNothingLoses(t *testing.T) {
	const matches = 100
	for _, spec := range []string{"script:pro", "script:oracle", "../../models/pro-ce.onnx"} {
		b, err := bot.Open(spec, bot.Setup{})
		if err != nil {
			t.Fatal(err)
		}
		rules := sim.DefaultRules()
		rules.IdleGuardTicks = 2 * sim.TickRate
		wins := 0
		for seed := range uint64(matches) {
			side := sim.Side(seed % 2)
			if err := b.Start(seed, side); err != nil {
				t.Fatal(err)
			}
			players := [2]duel.Controller{untouched{}, untouched{}}
			players[side] = b
			r, err := duel.Play(t.Context(), duel.Config{Rules: rules, Seed: seed}, players, nil)
			if err != nil {
				t.Fatal(err)
			}
			if winner, ok := r.Outcome.Winner(); ok && winner == side {
				wins++
			}
		}
		b.Close()
		if t.Logf("%s wins %d of %d", spec, wins, matches); wins <= 90 {
			t.Errorf("%s wins %d of %d matches against a person who touches nothing, want more than 90", spec, wins, matches)
		}
	}
}
