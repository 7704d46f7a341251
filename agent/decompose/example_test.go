package decompose_test

import (
	"context"
	"fmt"
	"log"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/decompose"
	"github.com/kumite/kumite/sim"
)

// What keeps a model that never acts from winning?
func ExampleRun() {
	cfg := decompose.Config{Pairs: 10, Seed: 1, Rules: sim.DefaultRules(), Workers: 2}
	var err error
	if cfg.Model, err = bot.Parse("../../models/pro-tiny.onnx?decode=argmax"); err != nil {
		log.Fatal(err)
	}
	if cfg.Against, err = bot.Parse("script:rookie"); err != nil {
		log.Fatal(err)
	}
	d, err := decompose.Run(context.Background(), cfg)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("as it is %v of %d; with missed openings taken %v\n", d.Find("as_is").Score, d.Find("as_is").Games, d.Find("force").Score)
	fmt.Println("largest loss:", d.Find(d.Largest).Loss)
	// Output:
	// as it is 0 of 20; with missed openings taken 1
	// largest loss: missed openings
}
