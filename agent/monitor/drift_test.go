package monitor_test

import (
	"math"
	"testing"

	"github.com/kumite/kumite/agent/monitor"
	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/policy/drift"
)

func TestAnEpisodeOfDriftIsShownUntilItEnds(t *testing.T) {
	m := monitor.New()
	who := map[string]string{"contestant": "m", "model": "abc", "reason": drift.PAct}
	show := func(v drift.Verdict) (active, episodes float64) {
		v.Tests = map[string]drift.Test{drift.PAct: {PSI: 0.5, PSILimit: 0.2, KS: 0.3, KSLimit: 0.2}}
		m.Drift(serve.Drift{Model: "m", Version: "abc", Verdict: v})
		got := scrape(t, m)
		if psi := value(got, "kumite_drift_psi", map[string]string{"feature": drift.PAct}); psi != 0.5 {
			t.Errorf("PSI %v, want 0.5", psi)
		}
		if other := value(got, "kumite_drift", map[string]string{"reason": drift.Collapse}); other != 0 || math.IsNaN(other) {
			t.Errorf("an episode of %s is %v, want 0", drift.Collapse, other)
		}
		return value(got, "kumite_drift", who), value(got, "kumite_drift_episodes_total", who)
	}
	for i, step := range []struct {
		verdict          drift.Verdict
		active, episodes float64
	}{
		{drift.Verdict{}, 0, 0},
		{drift.Verdict{Began: drift.PAct, Reason: drift.PAct}, 1, 1},
		{drift.Verdict{Reason: drift.PAct}, 1, 1},
		{drift.Verdict{Ended: drift.PAct}, 0, 1},
	} {
		if active, episodes := show(step.verdict); active != step.active || episodes != step.episodes {
			t.Errorf("window %d: active %v in episode %v, want %v in %v", i, active, episodes, step.active, step.episodes)
		}
	}
}
