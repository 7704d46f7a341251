package sweep_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/sweep"
)

func TestRangesAreParsed(t *testing.T) {
	for text, want := range map[string][]string{
		"delay=0..3":       {"0", "1", "2", "3"},
		"delay=0..30/10":   {"0", "10", "20", "30"},
		"tau=0..0.3/0.1":   {"0.0", "0.1", "0.2", "0.3"},
		"gamma=-1..1":      {"-1", "0", "1"},
		"act=0.0..0.1":     {"0.00", "0.01", "0.02", "0.03", "0.04", "0.05", "0.06", "0.07", "0.08", "0.09", "0.10"},
		"gamma=-2..0/0.75": {"-2.00", "-1.25", "-0.50"},
		"period=1,2,3,12":  {"1", "2", "3", "12"},
		"gamma=-2,-1.25,3": {"-2", "-1.25", "3"},
	} {
		r, err := sweep.ParseRange(text)
		var got []string
		for _, v := range r.Values {
			got = append(got, v.Text)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"tau=1..500", "tau=0..499", "tau=0..0.499/0.001"} {
		if r, err := sweep.ParseRange(text); err != nil || len(r.Values) != sweep.MaxValues {
			t.Errorf("%s: %d values, %v; want %d", text, len(r.Values), err, sweep.MaxValues)
		}
	}
	for _, text := range []string{"", "delay", "=0..1", "delay=", "delay=1", "delay=3..1", "delay=1..1", "delay=0..121", "delay=-1..3",
		"delay=0..3/0.5", "tau=0..1/0", "tau=0..1/-1", "tau=0..1/1e-9", "tau=0..NaN", "tau=a..b", "name=0..1", "tau=0..100000/1", "tau=0..500/1", "tau=0..0.5/0.001",
		"period=0..6", "period=1..121", "period=1,2.5", "period=0,6", "delay=0,121", "tau=1,1", "tau=2,1", "tau=1,", "tau=1,x", "tau=1,1e9", "tau=0..1,2"} {
		if r, err := sweep.ParseRange(text); err == nil || !strings.Contains(err.Error(), "want SETTING=START..END[/STEP]") {
			t.Errorf("%q: %v, %v; want a refusal that shows the form", text, r, err)
		}
	}
}
