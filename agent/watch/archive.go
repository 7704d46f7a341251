package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// archive stores a replay of each finished match in a folder, as NNNNNN.replay. A
// nil archive stores nothing.
type archive struct {
	root     *safefile.Root
	writing  sync.Mutex
	stored   int
	recorder *duel.Recorder
	others   [2]string // further players of a side in this match, each preceded by a +
}

// newArchive creates the folder. Numbers continue after the replays that are in it.
func newArchive(dir string) (*archive, error) {
	root, err := safefile.MakeRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("store replays: %w", err)
	}
	a := &archive{root: root}
	for {
		_, err := root.Lstat(replayName(a.stored + 1))
		if errors.Is(err, fs.ErrNotExist) {
			return a, nil
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("store replays: %w", err), root.Close())
		}
		a.stored++
	}
}

func replayName(n int) string { return fmt.Sprintf("%06d.replay", n) }

// close closes the folder. A second close does nothing.
func (a *archive) close() error {
	if a == nil {
		return nil
	}
	return a.root.Close()
}

// start begins a match and discards an unfinished one.
func (a *archive) start(cfg duel.Config, who [2]duel.Participant) {
	if a != nil {
		a.others = [2]string{}
		a.recorder = duel.NewRecorder(cfg, who)
	}
}

// add records a tick: the world before it and both inputs.
func (a *archive) add(w *sim.World, in [2]sim.Input) {
	if a != nil {
		a.recorder.Watch(w, in)
	}
}

// addPlayer records that another player, a person or a model, takes over a side.
func (a *archive) addPlayer(s *seat) {
	if a == nil {
		return
	}
	who := s.name
	if s.byPerson() {
		who = bot.Human
	}
	a.others[s.side] += "+" + who
}

// finish returns the recording of a finished match. A side with several players has
// all their names and no model.
func (a *archive) finish(w *sim.World) *duel.Recording {
	r := a.recorder.Finish(duel.Result{Outcome: w.Outcome(), Ticks: w.Tick, Hash: w.Hash()})
	for i, others := range a.others {
		if others != "" {
			name := r.Contestants[i].Name + others
			r.Contestants[i] = duel.Participant{Name: name, Spec: name}
		}
	}
	return r
}

// write stores a recording. It may be called concurrently.
func (a *archive) write(r *duel.Recording) error {
	a.writing.Lock()
	defer a.writing.Unlock()
	if err := durable.WriteFileIn(a.root, replayName(a.stored+1), r.Encode); err != nil {
		return fmt.Errorf("store replay: %w", err)
	}
	a.stored++
	return nil
}
