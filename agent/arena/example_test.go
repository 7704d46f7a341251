package arena_test

import (
	"context"
	"fmt"
	"log"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
)

// Two scripts play 20 pairs on seeds that follow from 1. With a folder instead of
// "" the run is kept, and resumes there.
func ExampleTournament_Run() {
	t := arena.Tournament{
		Config:  arena.Config{Pairs: 20, Seed: 1, Rules: sim.DefaultRules()},
		Load:    bot.Setup{}.Loader(),
		Workers: 2,
	}
	if err := t.Config.SetContestants([]string{"script:rookie", "script:pro"}, ""); err != nil {
		log.Fatal(err)
	}
	out, err := t.Run(context.Background(), "")
	if err != nil {
		log.Fatal(err)
	}
	p := out.Results.Pairings[0]
	fmt.Printf("%s against %s: %d-%d-%d, pair score %.3f [%.3f, %.3f] of %d pairs\n",
		p.A, p.B, p.Wins, p.Losses, p.Draws, p.Score, p.ScoreCI95.Lo, p.ScoreCI95.Hi, p.Pentanomial.Pairs())
	// Output: rookie against pro: 7-33-0, pair score 0.175 [0.073, 0.328] of 20 pairs
}
