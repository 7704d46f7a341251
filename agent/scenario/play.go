package scenario

import (
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/moments"
	"github.com/kumite/kumite/sim/script"
)

// loaded is a scenario with its recording.
type loaded struct {
	Scenario
	recording *duel.Recording
	side      sim.Side
	skills    [sim.NumSkills]bool
}

// recorded is the variation that is the recorded state.
const recorded = -1

// before calls visit with each world of a variation from tick 0 to the takeover, and
// returns the world at the takeover. An error of visit ends it.
func (s *loaded) before(variation int, visit func(w *sim.World) error) (sim.World, error) {
	w := s.recording.Start()
	for {
		if variation != recorded && w.Tick == max(s.Tick-s.LeadTicks, 0) {
			w.Reseed(s.Seed + uint64(variation))
		}
		if w.Tick == s.Tick || w.Outcome() != sim.Running {
			return w, nil
		}
		if err := visit(&w); err != nil {
			return w, err
		}
		w.Step(s.recording.Inputs[w.Tick])
	}
}

// premise reports whether a variation can be judged, for whatever contestant. It follows
// the side without presses of its own.
func (s *loaded) premise(variation int) bool {
	w, _ := s.before(variation, func(*sim.World) error { return nil })
	var long int32 // ticks of the current opening
	for range s.Grader.Frames * agent.PeriodTicks {
		if w.Outcome() != sim.Running {
			break
		}
		right := script.Opening(&w, s.side)
		switch asked := s.skills[right]; {
		case !asked:
			long = 0
		case s.Grader.Rule == DoesNotPress:
			return false // here the press would be right
		default:
			long++
		}
		if long >= moments.MinOpening {
			return true
		}
		s.step(&w, sim.Input{})
	}
	return s.Grader.Rule == DoesNotPress && w.Outcome() == sim.Running
}

// step moves a world on, with the recorded input of the other side.
func (s *loaded) step(w *sim.World, mine sim.Input) {
	var in [2]sim.Input
	if int(w.Tick) < len(s.recording.Inputs) {
		in = s.recording.Inputs[w.Tick]
	}
	in[s.side] = mine
	w.Step(in)
}

// passes plays a variation with a bot and grades it.
func (s *loaded) passes(b *bot.Bot, variation int) (bool, error) {
	if err := b.Start(s.recording.Seed, s.side); err != nil {
		return false, err
	}
	w, err := s.before(variation, func(w *sim.World) error { return b.Follow(w, s.side) })
	if err != nil {
		return false, fmt.Errorf("scenario %s: %w", s.Name, err)
	}
	for end := w.Tick + int32(s.Grader.Frames)*agent.PeriodTicks + delay(b); w.Tick < end && w.Outcome() == sim.Running; {
		in, err := b.Act(&w, s.side)
		if err != nil {
			return false, fmt.Errorf("scenario %s: %w", s.Name, err)
		}
		s.step(&w, in)
		for _, e := range w.Events.All() {
			if e.Kind == sim.Accepted && e.Side == s.side && s.skills[e.Skill] {
				return s.Grader.Rule != DoesNotPress, nil
			}
		}
	}
	return s.Grader.Rule == DoesNotPress, nil
}

// delay returns the ticks from a bot's last frame to its press.
func delay(b *bot.Bot) int32 {
	if m := b.Model(); m != nil {
		return m.Agent.DelayTicks()
	}
	return 0
}
