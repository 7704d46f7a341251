package moments_test

import (
	"context"
	"fmt"
	"log"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/moments"
	"github.com/kumite/kumite/sim/script"
)

// Which openings did the pro not use?
func ExampleFind() {
	pro, err := script.New("pro", 1, 0)
	if err != nil {
		log.Fatal(err)
	}
	spammer, err := script.New("spammer", 1, 1)
	if err != nil {
		log.Fatal(err)
	}
	match := duel.Config{Rules: sim.DefaultRules(), Seed: 1}
	recorder := duel.NewRecorder(match, [2]duel.Participant{{Name: "pro"}, {Name: "spammer"}})
	result, err := duel.Play(context.Background(), match, [2]duel.Controller{pro, spammer}, recorder.Watch)
	if err != nil {
		log.Fatal(err)
	}
	playback, err := duel.NewPlayback(recorder.Finish(result))
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range moments.Find(playback) {
		if m.Kind == moments.Missed && m.Side == sim.Left {
			fmt.Printf("%.1f s to %.1f s: %v\n", float64(m.Tick)/sim.TickRate, float64(m.End)/sim.TickRate, m.Skill)
		}
	}
	// Output:
	// 2.2 s to 2.5 s: poke
	// 2.8 s to 3.0 s: parry
	// 3.1 s to 3.8 s: poke
	// 11.5 s to 11.8 s: poke
	// 17.1 s to 17.2 s: lunge
}
