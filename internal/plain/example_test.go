package plain_test

import (
	"fmt"

	"github.com/kumite/kumite/internal/plain"
)

func ExampleText() {
	fmt.Println(plain.Text("pro\x1b[31m\n"))
	// Output: pro\u001b[31m\n
}
