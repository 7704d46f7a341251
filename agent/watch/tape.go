package watch

import (
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// tape records a match, so that its replay can be kept at any time.
type tape struct {
	recorder *duel.Recorder
	others   [2]string // further players of a side in this match, each preceded by a +
}

// start begins a match.
func (t *tape) start(cfg duel.Config, who [2]duel.Participant) {
	*t = tape{recorder: duel.NewRecorder(cfg, who)}
}

// add records a tick: the world before it and both inputs.
func (t *tape) add(w *sim.World, in [2]sim.Input) { t.recorder.Watch(w, in) }

// addPlayer records that another player, a person or a model, takes over a side.
func (t *tape) addPlayer(s *seat) {
	who := s.name
	if s.byPerson() {
		who = bot.Human
	}
	t.others[s.side] += "+" + who
}

// recording returns a copy of the match up to a world, which the next ticks do not change.
// A side with several players has all their names and no model.
func (t *tape) recording(w *sim.World) *duel.Recording {
	r := *t.recorder.Finish(duel.Result{Outcome: w.Outcome(), Ticks: w.Tick, Hash: w.Hash()})
	for i, others := range t.others {
		if others != "" {
			name := r.Contestants[i].Name + others
			r.Contestants[i] = duel.Participant{Name: name, Spec: name}
		}
	}
	return &r
}
