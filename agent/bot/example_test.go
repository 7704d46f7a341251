package bot_test

import (
	"context"
	"fmt"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// Two contestants play one match. A model is opened in the same way, e.g.
// "models/pro-ce.onnx?decode=argmax".
func ExampleOpen() {
	match := duel.Config{Rules: sim.DefaultRules(), Seed: 7}
	var players [2]duel.Controller
	for side, spec := range []string{"script:pro", "script:dummy"} {
		b, err := bot.Open(spec, bot.Setup{})
		if err != nil {
			fmt.Println(err)
			return
		}
		defer b.Close()
		if err := b.Start(match.Seed, sim.Side(side)); err != nil {
			fmt.Println(err)
			return
		}
		players[side] = b
	}
	result, err := duel.Play(context.Background(), match, players, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	winner, decided := result.Outcome.Winner()
	fmt.Println(decided, winner)
	// Output: true left
}
