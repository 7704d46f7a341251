package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// keeper keeps a replay of each finished match in a folder. A nil keeper keeps
// nothing.
type keeper struct {
	dir      string
	kept     int
	recorder *duel.Recorder
}

// newKeeper makes the folder; one with replays in it goes on after the last.
func newKeeper(dir string) (*keeper, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("keep replays: %w", err)
	}
	k := &keeper{dir: dir}
	for {
		_, err := os.Stat(k.path(k.kept + 1))
		if os.IsNotExist(err) {
			return k, nil
		}
		if err != nil {
			return nil, fmt.Errorf("keep replays: %w", err)
		}
		k.kept++
	}
}

func (k *keeper) path(n int) string { return filepath.Join(k.dir, fmt.Sprintf("%06d.replay", n)) }

// start begins a match; one that was not finished is forgotten.
func (k *keeper) start(m *match) {
	if k == nil {
		return
	}
	var who [2]duel.Participant
	for i, s := range m.seats {
		who[i] = s.participant()
	}
	k.recorder = duel.NewRecorder(duel.Config{Rules: m.rules, Seed: m.seed}, who)
}

func (k *keeper) watch(w *sim.World, in [2]sim.Input) {
	if k != nil {
		k.recorder.Watch(w, in)
	}
}

func (k *keeper) finish(w *sim.World) error {
	if k == nil {
		return nil
	}
	k.kept++
	recording := k.recorder.Finish(duel.Result{Outcome: w.Outcome(), Ticks: w.Tick, Hash: w.Hash()})
	return recording.WriteFile(k.path(k.kept))
}
