package arena

import (
	"fmt"
	"slices"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
)

// More models than may have a process at once are ended and started again, with
// identical results.
func TestNetworkProcessesAreBounded(t *testing.T) {
	specs := []string{"script:rookie"}
	for i := range mostProcesses/2 + 3 { // two sides each
		specs = append(specs, fmt.Sprintf("spots.onnx?name=m%d", i))
	}
	cfg := config(t, 2, specs...)
	cfg.Rules.MatchTicks = sim.TickRate
	cfg.Gauntlet = []string{"rookie"}
	open, most, loads := 0, 0, 0
	load := func(isolated bool) bot.Loader {
		return func(c bot.Contestant, delayTicks int32) (*bot.Model, error) {
			m, err := spotsModel(c, delayTicks)
			if err != nil {
				return nil, err
			}
			m.Isolated = isolated
			open, loads = open+1, loads+1
			most = max(most, open)
			m.Close = func() error { open--; return nil }
			return m, nil
		}
	}
	want := play(t, cfg, load(false), 1)
	if most <= mostProcesses {
		t.Fatalf("%d players at most; the test wants more than %d", most, mostProcesses)
	}
	most, loads = 0, 0
	if got := play(t, cfg, load(true), 1); !slices.Equal(got, want) {
		t.Error("a run whose processes were ended and started again has other legs")
	}
	if most > mostProcesses+1 || loads <= mostProcesses || open != 0 {
		t.Errorf("%d at once, %d loads, %d left open; want at most %d at once (and the one that takes its place), and none left", most, loads, open, mostProcesses)
	}
}
