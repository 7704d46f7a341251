package offline_test

import (
	"fmt"

	"github.com/kumite/kumite/policy/offline"
)

// The expert presses in 2 of 100 frames. A policy that never acts has the higher frame
// accuracy; one that presses a frame late has every event.
func ExampleEvaluation() {
	truth, late := make([]int, 100), make([]int, 100)
	truth[20], truth[70] = 1, 2
	late[21], late[71] = 1, 2
	for _, policy := range []struct {
		name      string
		decisions []int
	}{{"never", make([]int, 100)}, {"late", late}} {
		e, err := offline.New(offline.Config{Classes: []string{"no_action", "poke", "lunge"}})
		if err != nil {
			fmt.Println(err)
			return
		}
		if err := e.Add(offline.Recording{Name: "000001", Truth: truth, Predicted: policy.decisions}); err != nil {
			fmt.Println(err)
			return
		}
		r, err := e.Result()
		if err != nil {
			fmt.Println(err)
			return
		}
		events, _ := r.Events.At(5)
		fmt.Printf("%s: frame accuracy %.2f, event-F1 ±5 %.2f, collapsed %v\n", policy.name, r.FrameAccuracy, events.F1, r.Collapsed)
	}
	// Output:
	// never: frame accuracy 0.98, event-F1 ±5 0.00, collapsed true
	// late: frame accuracy 0.96, event-F1 ±5 1.00, collapsed false
}
