package jsonfile_test

import (
	"fmt"

	"github.com/kumite/kumite/internal/jsonfile"
)

// A settings file of a person.
func ExampleUnmarshal() {
	var settings struct {
		Pairs int `json:"pairs"`
	}
	fmt.Println(jsonfile.Unmarshal([]byte(`{"pairs": 20}`), &settings), settings.Pairs)
	fmt.Println(jsonfile.Unmarshal([]byte(`{"pairs": "20"}`), &settings))
	fmt.Println(jsonfile.Unmarshal([]byte(`{"pairs": 20, "Pairs": 30}`), &settings))
	// Output:
	// <nil> 20
	// "pairs" is a text; want a whole number
	// key "Pairs" appears twice in one object; keep one
}
