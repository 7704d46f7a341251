package csvfile_test

import (
	"fmt"
	"io"
	"strings"

	"github.com/kumite/kumite/internal/csvfile"
)

// A table as a spreadsheet writes it where the comma is the decimal sign.
func ExampleNewReader() {
	table, err := csvfile.NewReader(strings.NewReader("\ufefftime;action\r\n0,1;poke\r\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%q\n", table.Heading)
	for {
		row, line, err := table.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("line %d: %q\n", line, row)
	}
	// Output:
	// ["time" "action"]
	// line 2: ["0,1" "poke"]
}
