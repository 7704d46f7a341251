package logs_test

import (
	"fmt"

	"github.com/kumite/kumite/vision/logs"
)

// A press that is held over several rows begins once.
func ExampleBegins() {
	var rows []logs.Row
	for _, action := range []string{"no_action", "poke", "poke", "no_action", "lunge", "poke"} {
		rows = append(rows, logs.Row{Action: action})
	}
	for i, r := range rows {
		if logs.Begins(rows, i, "no_action") {
			fmt.Println(i, r.Action)
		}
	}
	// Output:
	// 1 poke
	// 4 lunge
	// 5 poke
}
