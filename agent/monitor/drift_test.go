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

// In a grid one model plays at several places, each of which has its own windows.
func TestDriftAtOnePlaceIsNotHiddenByAnother(t *testing.T) {
	m := monitor.New()
	verdict := func(psi float64, reason string, seen, answered int) drift.Verdict {
		return drift.Verdict{Reason: reason, Seen: seen, Answered: answered, Tests: map[string]drift.Test{drift.PAct: {PSI: psi, PSILimit: 0.2, KS: psi, KSLimit: 0.2}}}
	}
	m.Drifted("1 left", "m", "abc", verdict(0.5, drift.PAct, 10, 1))
	m.Drifted("2 left", "m", "abc", verdict(0.1, "", 20, 15))
	for metric, want := range map[string]float64{"kumite_drift_psi": 0.5, "kumite_drift_ks": 0.5} {
		if got := value(scrape(t, m), metric, map[string]string{"feature": drift.PAct}); got != want {
			t.Errorf("%s is %v, want the worst, %v", metric, got, want)
		}
	}
	active := func() float64 { return value(scrape(t, m), "kumite_drift", map[string]string{"reason": drift.PAct}) }
	if got := active(); got != 1 {
		t.Errorf("the episode is %v while one place drifts, want 1", got)
	}
	for kind, want := range map[string]float64{"seen": 30, "answered": 16} {
		if got := value(scrape(t, m), "kumite_drift_openings", map[string]string{"kind": kind}); got != want {
			t.Errorf("openings %s: %v, want those of both places, %v", kind, got, want)
		}
	}
	m.Drifted("1 left", "m", "abc", verdict(0.1, "", 10, 8))
	if got := active(); got != 0 {
		t.Errorf("the episode is %v after its end, want 0", got)
	}
}
