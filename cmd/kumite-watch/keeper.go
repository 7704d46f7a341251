package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// keeper keeps a replay of each finished match in a folder. A nil keeper keeps
// nothing.
type keeper struct {
	dir      string
	writing  sync.Mutex
	kept     int
	recorder *duel.Recorder
	mixed    [2]string // who else played a side in this match
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
	k.mixed = [2]string{}
	k.recorder = duel.NewRecorder(duel.Config{Rules: m.rules, Seed: m.seed}, who)
}

func (k *keeper) watch(w *sim.World, in [2]sim.Input) {
	if k != nil {
		k.recorder.Watch(w, in)
	}
}

// mix notes that another plays a side from now on: a person, or another model.
func (k *keeper) mix(s *seat) {
	if k == nil {
		return
	}
	who := s.name
	if s.personal() {
		who = bot.Human
	}
	k.mixed[s.side] += "+" + who
}

// finish returns the recording of a match that has ended. A side that several
// have played names them all and no model.
func (k *keeper) finish(w *sim.World) *duel.Recording {
	r := k.recorder.Finish(duel.Result{Outcome: w.Outcome(), Ticks: w.Tick, Hash: w.Hash()})
	for i, others := range k.mixed {
		if others != "" {
			name := r.Contestants[i].Name + others
			r.Contestants[i] = duel.Participant{Name: name, Spec: name}
		}
	}
	return r
}

// write keeps a recording. It may be called from any goroutine.
func (k *keeper) write(r *duel.Recording) error {
	k.writing.Lock()
	defer k.writing.Unlock()
	if err := durable.WriteFile(k.path(k.kept+1), r.Encode); err != nil {
		return fmt.Errorf("keep replay: %w", err)
	}
	k.kept++
	return nil
}
