package vector_test

import (
	"fmt"

	"github.com/kumite/kumite/agent/vector"
)

// Two environments that press whatever the rule says, for one minute of play.
func Example() {
	cfg := vector.Default()
	cfg.Envs, cfg.Against = 2, []vector.Player{{Script: "dummy"}}
	b, err := vector.New(cfg)
	if err != nil {
		panic(err)
	}
	actions, rewards, ended := make([]int32, 2), make([]float32, 2), make([]bool, 2)
	outcomes := make([]int32, 2)
	for won := 0; won < 2; {
		if err := b.Expert(actions); err != nil {
			panic(err)
		}
		if err := b.Step(actions, rewards, ended); err != nil {
			panic(err)
		}
		if err := b.Outcomes(outcomes); err != nil {
			panic(err)
		}
		for i := range ended {
			if ended[i] {
				fmt.Println("outcome", outcomes[i])
				won++
			}
		}
	}
	// Output:
	// outcome 1
	// outcome 1
}
