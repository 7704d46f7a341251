package watch

import (
	"math"
	"testing"

	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/policy"
)

func TestAPressIsComparedWithWhatItNeeded(t *testing.T) {
	act := func(value, limit float64) policy.View { return policy.View{Act: value, ActLimit: limit} }
	made := []float64{0.2, 0.9}
	for want, v := range map[string]policy.View{
		"act at all 5.5\u00a0%, needed 3.6\u00a0% (1.5\u00a0×)": act(0.055, 0.036),
		"act at all 96\u00a0%, needed 9.6\u00a0% (10\u00a0×)":   act(0.96, 0.096),
		"act at all 10\u00a0%, needed 1.0\u00a0% (10\u00a0×)":   act(0.0999, 0.00998),
		"lunge 90\u00a0%, needed 60\u00a0% (1.5\u00a0×)":        {Act: 1, ActLimit: math.NaN(), Made: made, Limits: []float64{math.NaN(), 0.6}},
		"": {Act: 0.9, ActLimit: math.NaN(), Made: made, Limits: []float64{math.NaN(), math.NaN()}},
	} {
		s := &live.Snapshot{Classes: []string{"no_action", "lunge"}, View: v, Decision: policy.Decision{Wanted: 1}}
		if got := overThreshold(s); got != want {
			t.Errorf("%+v: got %q, want %q", v, got, want)
		}
		if got := because("", s); got != want {
			t.Errorf("without a situation: got %q, want %q", got, want)
		}
	}
}
