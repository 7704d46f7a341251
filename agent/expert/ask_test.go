package expert_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/script"
	"github.com/kumite/kumite/vision/logs"
)

// answers returns the rows of every recording of a folder with its replay.
func answers(t *testing.T, folder *logs.Folder, i int) ([]logs.Row, *duel.Recording) {
	t.Helper()
	r, err := folder.Open(i)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	replay, err := duel.ReadFile(filepath.Join(folder.Dir(), folder.Recordings[i].Replay))
	if err != nil {
		t.Fatal(err)
	}
	return r.Rows(), replay
}

// Where the recorded side presses nothing in the delay, the answer is what the rule says
// of the world of the replay that much later.
func TestTheRuleIsAskedAboutTheTimeOfThePress(t *testing.T) {
	dir, cfg := t.TempDir(), short(4, 20)
	cfg.Ask, cfg.Noise = true, "wrong=30"
	run(t, dir, cfg)
	folder := open(t, dir)
	right := 0
	for i := range folder.Recordings {
		rows, replay := answers(t, folder, i)
		me := sim.Side((i + 1) % 2)
		world := replay.Start()
		worlds := []sim.World{world}
		for _, in := range replay.Inputs {
			world.Step(in)
			worlds = append(worlds, world)
		}
		for _, row := range rows {
			due := int(row.Tick) + agent.DefaultDelayTicks
			if due >= len(worlds) || slices.ContainsFunc(replay.Inputs[row.Tick:due], func(in [2]sim.Input) bool { return in[me].Skill != sim.None }) {
				continue
			}
			want := script.Answer(&worlds[due], me).String()
			if worlds[due].Outcome() != sim.Running {
				want = sim.None.String()
			}
			if row.Expert != want {
				t.Errorf("recording %d, frame %d: the answer is %q, want %q", i+1, row.Frame, row.Expert, want)
			}
			if row.Expert != logs.NoAction {
				right++
			}
		}
	}
	if right < 20 {
		t.Errorf("a skill is right on %d frames of 4 matches, want at least 20", right)
	}
}

func TestAskingChangesNeitherFramesNorPresses(t *testing.T) {
	plain, asked := t.TempDir(), t.TempDir()
	cfg := short(2, 10)
	run(t, plain, cfg)
	cfg.Ask = true
	run(t, asked, cfg)
	for i := range 2 {
		a, _ := answers(t, open(t, plain), i)
		b, _ := answers(t, open(t, asked), i)
		if len(a) != len(b) {
			t.Fatalf("recording %d has %d rows when the rule is asked, want %d", i+1, len(b), len(a))
		}
		for j := range a {
			if a[j].Action != b[j].Action || a[j].Tick != b[j].Tick || a[j].Expert != "" || b[j].Expert == "" {
				t.Errorf("recording %d, frame %d is %+v, and %+v when the rule is asked", i+1, j, a[j], b[j])
			}
		}
	}
}
