package arena_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
)

func TestAMachineThatCannotRunANetworkEndsTheRunWithoutVoids(t *testing.T) {
	load := bot.Setup{}.Loader()
	config := arena.Config{Pairs: 3, Seed: 5, Rules: sim.DefaultRules()}
	config.Rules.MatchTicks = 5 * sim.TickRate
	if err := config.SetContestants([]string{"../../models/pro-tiny.onnx", "script:pro", "script:rookie"}, ""); err != nil {
		t.Fatal(err)
	}
	want, err := arena.Tournament{Config: config, Load: load, Workers: 1}.Run(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, works := range []int32{0, 1, 2} { // loads: Identify, then one for each side
		dir := filepath.Join(t.TempDir(), "run")
		var loads atomic.Int32
		run := arena.Tournament{Config: config, Workers: 1, Load: func(c bot.Contestant, delay int32) (*bot.Model, error) {
			if loads.Add(1) > works {
				return nil, fmt.Errorf("load model %s: %w: fork: resource temporarily unavailable", c.Path, bot.ErrMachine)
			}
			return load(c, delay)
		}}
		_, err := run.Run(t.Context(), dir)
		var early *arena.Unfinished
		if !errors.Is(err, bot.ErrMachine) || errors.As(err, &early) != (works > 0) {
			t.Errorf("after %d loads: got %v, want ErrMachine and, once the run has begun, Unfinished", works, err)
		}
		if data, err := os.ReadFile(filepath.Join(dir, "matches.jsonl")); err == nil && strings.Contains(string(data), `"void"`) {
			t.Errorf("after %d loads: matches.jsonl has a void:\n%s", works, data)
		}
		run.Load = load
		got, err := run.Run(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got.Results.Contestants {
			got.Results.Contestants[i].DecisionUS = want.Results.Contestants[i].DecisionUS
		}
		a, errA := json.Marshal(got.Results)
		b, errB := json.Marshal(want.Results)
		if string(a) != string(b) || errors.Join(errA, errB) != nil {
			t.Errorf("after %d loads: resumed, the results are\n%s\nwant\n%s", works, a, b)
		}
	}
}
