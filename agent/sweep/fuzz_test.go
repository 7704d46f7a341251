package sweep_test

import (
	"testing"

	"github.com/kumite/kumite/agent/sweep"
)

// FuzzRange parses the range of a sweep.
func FuzzRange(f *testing.F) {
	for _, seed := range []string{
		"delay=0..30", "gamma=-5..0/0.5", "tau=0..1.2/0.1", "x=0..1/0", "x=1..0", "x=0..1e9/1e-9", "x=NaN..1", "x=0..Inf", "x=-1e9..1e9/0.000000001",
		"=..", "x=....", "x=0..1/-1", "x=0.0000000000000000000001..1", "\x1b[31m=0..1", "x=0..1/", "name=0..1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := sweep.ParseRange(text)
		if err != nil {
			return
		}
		if n := len(r.Values); n < 1 || n > sweep.MaxValues {
			t.Errorf("%q has %d values", text, n)
		}
	})
}
