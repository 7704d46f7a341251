package sweep_test

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/sweep"
)

// timings is a short map of periods and delays.
func timings(t *testing.T, contestants ...string) sweep.MapConfig {
	t.Helper()
	cfg := sweep.MapConfig{Contestants: contestants, Tournament: short()}
	var err error
	if cfg.Rows, err = sweep.ParseRange("period=3,6"); err != nil {
		t.Fatal(err)
	}
	if cfg.Columns, err = sweep.ParseRange("delay=0,6,12"); err != nil {
		t.Fatal(err)
	}
	return cfg
}

func TestACellOfAMapPlaysTheSameMatchesAsAlone(t *testing.T) {
	const model = "../../models/pro-tiny.onnx"
	m, err := sweep.RunMap(t.Context(), "", timings(t, model, "script:rookie", "script:pro"))
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Cells) != 2 || len(m.Cells[0]) != 3 || len(m.Cells[1]) != 3 || !m.Complete() {
		t.Fatalf("%+v; want 2 rows of 3 complete cells", m)
	}
	alone := short()
	if err := alone.Config.SetContestants([]string{model + "?period=3&delay=12", "script:rookie", "script:pro"}, ""); err != nil {
		t.Fatal(err)
	}
	alone.Config.Gauntlet = []string{"rookie", "pro"}
	out, err := alone.Run(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := m.Cells[0][2], out.Results.Contestants[0]; got.Pentanomial != want.Pentanomial || got.Wins != want.Wins {
		t.Errorf("in the map the cell has %+v, alone %+v", got, want)
	}
	// The files are trained for a period and a delay of 6 ticks, which is the default.
	if got := m.Cells[1][1]; got.Pentanomial != m.AsItIs.Pentanomial || got.Gain != 0 || !got.GainCI95.Contains(0) {
		t.Errorf("period 6 and delay 6: %+v; want the result of the contestant as it is, %+v", got, m.AsItIs)
	}
	for r, want := range []float64{20, 10} {
		for _, c := range m.Cells[r] {
			if pace := float64(c.DecisionsPerSecond); pace < want || pace > 1.01*want {
				t.Errorf("row %d: %v decisions per second, want %v", r, pace, want)
			}
		}
	}
	if r, k, ok := m.Best(); !ok || m.Cells[r][k].Score < m.Cells[1][1].Score {
		t.Errorf("the best cell is %d, %d, %v", r, k, ok)
	}
}

// A gain is the mean difference of pair scores, opponent by opponent and pair by pair.
func TestAGainIsPairedWithTheContestantAsItIs(t *testing.T) {
	m, err := sweep.RunMap(t.Context(), "", timings(t, "script:oracle", "script:pro"))
	if err != nil {
		t.Fatal(err)
	}
	for r := range m.Cells {
		for k, c := range m.Cells[r] {
			if got, want := float64(c.Gain), float64(c.Score-m.AsItIs.Score); got != want {
				t.Errorf("cell %d, %d: gain %v; want the difference of scores, %v", r, k, got, want)
			}
		}
	}
	if m.Cells[0][0].Gain > 0 || m.AsItIs.Score < 0.5 {
		t.Errorf("the oracle scores %v on every tick and %v every 3; want no gain of the slower", m.AsItIs.Score, m.Cells[0][0].Score)
	}
}

func TestMapsThatCannotBePlayedAreRefused(t *testing.T) {
	for says, change := range map[string]func(*sweep.MapConfig){
		"a map needs two ranges":                   func(c *sweep.MapConfig) { c.Rows = sweep.Range{} },
		"both ranges are of delay":                 func(c *sweep.MapConfig) { c.Rows = c.Columns },
		"at least one opponent":                    func(c *sweep.MapConfig) { c.Contestants = c.Contestants[:1] },
		"leave out the delay and the latency":      func(c *sweep.MapConfig) { c.Tournament.Latency = "fixed:35ms" },
		"a map of 900 cells; want at most 500":     func(c *sweep.MapConfig) { c.Rows, c.Columns = many("period"), many("delay") },
		"contestant \"x.onnx?a=%zz\": it contains": func(c *sweep.MapConfig) { c.Contestants[0] = "x.onnx?a=%zz" },
	} {
		cfg := timings(t, tinyModel, "script:dummy")
		change(&cfg)
		if _, err := sweep.RunMap(t.Context(), "", cfg); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v; want an error with %q", err, says)
		}
	}
}

func many(setting string) sweep.Range {
	r, err := sweep.ParseRange(setting + "=1..30")
	if err != nil {
		panic(err)
	}
	return r
}
