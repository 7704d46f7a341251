package duel_test

import (
	"context"
	"fmt"
	"log"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// poker pokes whenever the opponent is within reach, and every second at most.
type poker struct{}

// Act implements duel.Controller.
func (poker) Act(w *sim.World, _ sim.Side) (sim.Input, error) {
	if w.Tick%sim.TickRate != 0 || w.Distance() > 48*sim.Px {
		return sim.Input{}, nil
	}
	return sim.Input{Skill: sim.Poke}, nil
}

// idler never acts.
type idler struct{}

// Act implements duel.Controller.
func (idler) Act(*sim.World, sim.Side) (sim.Input, error) { return sim.Input{}, nil }

// A match is recorded while it is played, and the recording replays to the same
// world, tick for tick.
func ExamplePlay() {
	cfg := duel.Config{Rules: sim.DefaultRules(), Seed: 1}
	recorder := duel.NewRecorder(cfg, [2]duel.Participant{{Name: "poker"}, {Name: "idler"}})
	result, err := duel.Play(context.Background(), cfg, [2]duel.Controller{poker{}, idler{}}, recorder.Watch)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s after %d ticks, health %v\n", result.Outcome, result.Ticks, result.Health)
	fmt.Println("verified:", recorder.Finish(result).Verify() == nil)
	// Output:
	// left after 3600 ticks, health [1000 944]
	// verified: true
}
