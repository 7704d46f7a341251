package tune_test

import (
	"fmt"

	"github.com/kumite/kumite/agent/tune"
)

// Choose compares candidates by their tallies: here the setting with fewer presses
// misses nothing and is chosen.
func ExampleChoose() {
	objective, err := tune.NewObjective("event_f1", 2, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	truth := []int{0, 0, 1, 0, 0, 0} // class 1 is a press
	did := func(sent ...int) []tune.Tally {
		return []tune.Tally{tune.Count(truth, sent, make([]bool, len(sent)), 2, 0, 2)}
	}
	choice, err := tune.Choose([]tune.Candidate{
		{Query: "decode=gate&gamma=-3", Tallies: did(1, 0, 1, 0, 1, 0)},
		{Query: "decode=gate&gamma=-1", Tallies: did(0, 0, 0, 1, 0, 0)},
	}, objective, 100, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, s := range choice.Scored {
		fmt.Printf("%d: event-F1 %.2f with %d presses\n", i, s.Value, s.Total.Presses)
	}
	fmt.Println("chosen:", choice.Chosen)
	// Output:
	// 0: event-F1 0.50 with 3 presses
	// 1: event-F1 1.00 with 1 presses
	// chosen: 1
}
