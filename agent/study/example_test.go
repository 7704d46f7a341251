package study_test

import (
	"fmt"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/study"
)

// An invalid study is refused before anything is measured.
func ExampleConfig_Validate() {
	units, err := bot.ParseAll([]string{"model.onnx?decode=argmax", "model.onnx?decode=gate&gamma=-3"})
	if err != nil {
		fmt.Println(err)
		return
	}
	opponents, err := bot.ParseAll([]string{"script:pro"})
	if err != nil {
		fmt.Println(err)
		return
	}
	cfg := study.Config{
		Logs: "held-out", Units: units, Opponents: opponents,
		Pairs: 1, Seed: 1, WrongPressCosts: []int32{0}, Workers: 1, Log: zerolog.Nop(),
	}
	fmt.Println(cfg.Validate())
	cfg.Pairs = 100
	fmt.Println(cfg.Validate())
	// Output:
	// pairs is 1; want at least 2, so that halves of them can be compared
	// <nil>
}
