package csvfile_test

import (
	"bytes"
	"testing"

	"github.com/kumite/kumite/internal/csvfile"
)

// FuzzReader reads tables in all their forms.
func FuzzReader(f *testing.F) {
	for _, seed := range []string{
		"a,b\n1,2\n", "a;b\r\n1;2\r\n", "a\tb\r1\t2\r", "\ufeffa,b\n1,2\n", "\xff\xfea\x00,\x00b\x00\n\x00", "\xfe\xff\x00a", "a,a\n", "\"a\nb\",c\n", "\"", "", "\n\n\n", "a,b\n1\n", "a,b\na,b\n", "\x00,\x00\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := csvfile.NewReader(bytes.NewReader(data))
		if err != nil {
			return
		}
		last := 0
		for {
			row, line, err := in.Read()
			if err != nil {
				return
			}
			if len(row) != len(in.Heading) || line <= last {
				t.Fatalf("line %d after %d has %d cells; the heading has %d", line, last, len(row), len(in.Heading))
			}
			last = line
		}
	})
}
