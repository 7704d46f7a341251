package csvfile_test

import (
	"io"
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/csvfile"
)

// Rows are longer than the buffers of the readers that they pass through.
func TestLongRowsAreReadAndTooLongOnesRefused(t *testing.T) {
	for _, letter := range []string{"a", "ä", "漢", "🥋"} {
		for n := 4090; n <= 4096; n++ {
			cell := strings.Repeat("x", n) + strings.Repeat(letter, 5000)
			table, err := csvfile.NewReader(strings.NewReader("a,b\n" + cell + ",1\n2,3\n"))
			if err != nil {
				t.Fatal(err)
			}
			row, line, err := table.Read()
			if err != nil || line != 2 || row[0] != cell || row[1] != "1" {
				t.Fatalf("%d and %s: got line %d, %v", n, letter, line, err)
			}
			if row, _, err = table.Read(); err != nil || row[0] != "2" {
				t.Errorf("%d and %s: the next row is %q, %v", n, letter, row, err)
			}
			if _, _, err := table.Read(); err != io.EOF {
				t.Errorf("%d and %s: got %v, want the end", n, letter, err)
			}
		}
	}
	table, err := csvfile.NewReader(strings.NewReader("a,b\n" + strings.Repeat("x", 3<<20) + ",1\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := table.Read(); err == nil || !strings.Contains(err.Error(), "a row has more than 1048576 bytes") {
		t.Errorf("a row of 3 MiB: got %v, want it refused", err)
	}
}
