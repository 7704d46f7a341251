package hazard_test

import (
	"context"
	"fmt"
	"log"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/hazard"
	"github.com/kumite/kumite/sim"
)

// Does a model press as often as the pro is likely to?
func ExampleRun() {
	cfg := hazard.Config{Script: "pro", Against: []string{"pro"}, Matches: 4, Futures: 20, Seed: 1, Rules: sim.DefaultRules(), Workers: 2}
	var err error
	if cfg.Model, err = bot.Parse("../../models/pro-ce.onnx"); err != nil {
		log.Fatal(err)
	}
	d, err := hazard.Run(context.Background(), cfg)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d matches; above one half: the hazard on %d frames\n", d.Matches, d.AboveHalf.Hazard)
	// Output: 4 matches; above one half: the hazard on 0 frames
}
