package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/watch"
)

func TestTheStateIsKeptForOverlays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	var summary watch.MatchSummary
	shown(t, &summary, "--lockstep", "--exit-after", "200", "--overlay-json", path, "script:oracle", "script:spammer")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var s watch.State
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatalf("%v in %q", err, data)
	}
	l, r := s.Sides[0], s.Sides[1]
	if s.Schema != "kumite.watch.state/1" || s.Seed != 1 || s.Tick < 30 || s.Outcome != "running" || l.Name != "oracle" || r.Name != "spammer" {
		t.Errorf("the state is %s", data)
	}
	if l.Health <= 0 || l.Health > 1 || l.Odds+r.Odds < 0.999 || l.Odds+r.Odds > 1.001 {
		t.Errorf("healths of %g and %g, odds of %g and %g", l.Health, r.Health, l.Odds, r.Odds)
	}
	if code, _, stderr := start(t, nil, "--overlay-json", "0.0.0.0:80", "script:pro", "script:pro"); code != 2 || !strings.Contains(stderr, "loopback") {
		t.Errorf("an address for other machines: exit %d, %q", code, stderr)
	}
}
