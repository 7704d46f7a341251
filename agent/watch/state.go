package watch

import (
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/odds"
	"github.com/kumite/kumite/sim/window/panel"
)

// State is the state of a match or a replay, for programs that show it, such as stream
// overlays: docs/formats.md describes it.
type State struct {
	Schema      string       `json:"schema"`
	Seed        uint64       `json:"seed"`
	Tick        int32        `json:"tick"`
	SecondsLeft float64      `json:"seconds_left"`
	Outcome     string       `json:"outcome"`
	Score       string       `json:"score"`
	Sides       [2]SideState `json:"sides"` // as the picture shows them, from the left
}

// SideState is the state of one side.
type SideState struct {
	Name    string  `json:"name"`
	Kind    string  `json:"kind"`
	Health  float64 `json:"health"`
	Stamina float64 `json:"stamina"`
	Gauge   float64 `json:"gauge"`
	Odds    float64 `json:"odds"`
	Pressed string  `json:"pressed,omitempty"`
	Why     string  `json:"why,omitempty"`
	Result  string  `json:"result,omitempty"`
	Warning string  `json:"warning,omitempty"`
}

// stateSchema is the schema of a State.
const stateSchema = "kumite.watch.state/1"

// stateEvery is the number of ticks between two states.
const stateEvery = 6

// stateOf returns the state of a world whose panels are v, with the viewer on the left.
func stateOf(w *sim.World, seed uint64, viewer sim.Side, v *panel.View) State {
	s := State{
		Schema: stateSchema, Seed: seed, Tick: w.Tick, SecondsLeft: seconds(max(w.Rules.MatchTicks-w.Tick, 0)),
		Outcome: w.Outcome().String(), Score: v.Score,
	}
	left := odds.Left(w)
	for i, side := range [2]sim.Side{viewer, viewer.Other()} {
		f, x := &w.Fighters[side], &v.Sides[i]
		s.Sides[i] = SideState{
			Name: x.Name, Kind: x.Kind, Odds: left,
			Health:  float64(f.Health) / float64(w.Rules.Health),
			Stamina: float64(f.Stamina) / sim.StaminaFull, Gauge: float64(f.Gauge) / sim.GaugeFull,
			Pressed: x.Card.Title, Why: x.Card.Why, Result: x.Card.Result, Warning: x.Warning,
		}
		if side == sim.Right {
			s.Sides[i].Odds = 1 - left
		}
	}
	return s
}

// publish hands over the state of the match.
func (m *Match) publish() {
	if m.onState == nil {
		return
	}
	m.published = panel.View{Sides: m.published.Sides}
	m.View(&m.published)
	m.onState(stateOf(&m.world, m.seed, m.viewer(), &m.published))
}

// publish hands over the state of the replay.
func (r *Replay) publish() {
	if r.onState == nil {
		return
	}
	r.published = panel.View{Sides: r.published.Sides}
	r.View(&r.published)
	r.onState(stateOf(r.play.World(), r.play.Recording().Seed, r.side, &r.published))
}
