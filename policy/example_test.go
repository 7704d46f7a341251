package policy_test

import (
	"fmt"
	"log"

	"github.com/kumite/kumite/policy"
)

// A network that is almost sure of no_action: argmax never acts, a gate on the
// odds of acting does.
func ExampleNewDecoder() {
	contract := policy.Contract{
		Classes: []string{policy.NoAction, "poke", "fireball"}, Output: policy.Logits,
		Temperature: 1, Bias: make([]float64, 3), Decoder: "decode=argmax",
	}
	scores := []float32{2, 0.5, -1} // logits, in the order of the classes
	for _, query := range []string{"", "decode=gate&gamma=-2&tau_skill=0"} {
		d, err := policy.NewDecoder(contract, query)
		if err != nil {
			log.Fatal(err)
		}
		decision := d.Decode(scores, nil)
		fmt.Printf("%s: %s, P(act) = %.2f\n", d, decision.Name(), decision.PAct)
	}
	// Output:
	// decode=argmax&mask=to_noop&refractory=0: no_action, P(act) = 0.21
	// decode=gate&gamma=-2&tau_skill=0&min_share=0.4&mask=to_noop&refractory=0: poke, P(act) = 0.21
}
