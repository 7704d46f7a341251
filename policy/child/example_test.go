package child_test

import (
	"fmt"
	"os"
	"time"

	"github.com/kumite/kumite/policy/child"
)

// The parent starts a program that calls Serve, here this test itself (see TestMain),
// writes an input and reads the scores.
func ExampleOpen() {
	program, err := os.Executable()
	if err != nil {
		fmt.Println(err)
		return
	}
	network, err := child.Open(child.Config{Program: program, Env: []string{"KUMITE_TEST_CHILD=plain"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer network.Close()
	for i := range network.Input().Floats {
		network.Input().Floats[i] = 0.5
	}
	if err := network.RunWithin(time.Minute); err != nil {
		fmt.Println(err)
		return
	}
	for i, class := range network.Contract().Classes {
		fmt.Println(class, network.Scores()[i])
	}
	// Output:
	// no_action 4
	// poke 8
	// lunge 12
}
