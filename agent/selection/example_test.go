package selection_test

import (
	"context"
	"fmt"
	"log"

	"github.com/kumite/kumite/agent/selection"
)

// How many matches does it take to find the best of 31 units?
func ExampleRehearse() {
	table, err := selection.ReadTable("testdata/pairs.csv")
	if err != nil {
		log.Fatal(err)
	}
	r, err := selection.Rehearse(context.Background(), table, selection.RehearsalConfig{Rule: selection.DefaultRule(), Repetitions: 5, Seed: 1, Workers: 2})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d choices within 3 points of %s\n", r.Within, r.Repetitions, r.Best)
	// Output: 5 of 5 choices within 3 points of focal logit .5
}
