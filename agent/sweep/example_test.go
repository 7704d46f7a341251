package sweep_test

import (
	"context"
	"fmt"
	"log"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/sim"
)

// How late may a model's decisions take effect?
func ExampleRun() {
	delays, err := sweep.ParseRange("delay=0..60/30")
	if err != nil {
		log.Fatal(err)
	}
	d, err := sweep.Run(context.Background(), "", sweep.Config{
		Range:       delays,
		Contestants: []string{"../../models/pro-ce.onnx?decode=gate&gamma=-2.4", "script:rookie"},
		Bar:         0.5,
		Tournament: arena.Tournament{
			Config:  arena.Config{Pairs: 10, Seed: 1, Rules: sim.DefaultRules()},
			Load:    bot.Setup{}.Loader(),
			Workers: 2,
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d delays; the longest with a win rate of %v or more is %v ticks\n", len(d.Points), d.Bar, d.Knee.Value)
	// Output: 3 delays; the longest with a win rate of 0.5 or more is 0 ticks
}
