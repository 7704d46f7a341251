package selection

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzTable reads a table of recorded pairs.
func FuzzTable(f *testing.F) {
	for _, seed := range []string{
		tableHeader + "\na,0.5,0123\nb,0.25,4444\n", tableHeader + "\na,,01\nb,,10\n", tableHeader + "\na,NaN,01\nb,1e999,01\n", tableHeader + "\n,,01\n",
		tableHeader + "\na,,01\n" + tableHeader + "\n", tableHeader + "\n\"a\nb\",,01\na,,0\x1b\n", "\ufeff" + tableHeader + "\r\n", tableHeader, "", "\x00", strings.Repeat(",", 100000),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := parseTable(bytes.NewReader(data))
		if err != nil {
			return
		}
		if n := len(table.Candidates); n < 2 || len(table.Scores) != n || table.Offline != nil && len(table.Offline) != n {
			t.Fatalf("accepted %d candidates with scores of %d and offline scores of %d", n, len(table.Scores), len(table.Offline))
		}
		for i, scores := range table.Scores {
			if len(scores) != table.Pairs() {
				t.Errorf("candidate %d has %d pairs; the first has %d", i, len(scores), table.Pairs())
			}
			for _, x := range scores {
				if !(x >= 0 && x <= 1) {
					t.Errorf("accepted the score %v", x)
				}
			}
		}
	})
}
