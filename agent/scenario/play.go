package scenario

import (
	"context"
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/feedback"
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
	lead      sim.World // before variations are reseeded
}

// newLoaded returns a valid scenario with its recording.
func newLoaded(s Scenario, r *duel.Recording) (x loaded, err error) {
	x = loaded{Scenario: s, recording: r, lead: r.Start()}
	if x.side, err = feedback.ParseSide(s.Side); err != nil {
		return x, err
	}
	if x.skills, err = s.Grader.skills(); err != nil {
		return x, err
	}
	if s.Tick >= r.Ticks {
		return x, fmt.Errorf("tick is %d; its match has %d ticks", s.Tick, r.Ticks)
	}
	for x.lead.Tick < s.from() {
		x.lead.Step(r.Inputs[x.lead.Tick])
	}
	return x, nil
}

// from returns the tick at which variations are reseeded.
func (s *Scenario) from() int32 { return max(s.Tick-s.LeadTicks, 0) }

// vary turns the world before the takeover into that of a variation.
func (s *loaded) vary(w *sim.World, variation int) {
	if variation != recorded {
		w.Reseed(s.Seed + uint64(variation))
	}
}

// draws bounds the variations that are drawn to find each one that counts.
const draws = 20

// counted returns the variations whose premise holds: the recorded state, and as many as
// the scenario asks for.
func (s *loaded) counted(ctx context.Context) (all []int, err error) {
	if s.premise(recorded) {
		all = append(all, recorded)
	}
	left := s.Variations
	for v := 0; v < draws*s.Variations && left > 0; v++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if s.premise(v) {
			all = append(all, v)
			left--
		}
	}
	return all, nil
}

// recorded is the variation that is the recorded state.
const recorded = -1

// before calls visit with each world of a variation from tick 0 to the takeover, and
// returns the world at the takeover. An error of visit ends it.
func (s *loaded) before(variation int, visit func(w *sim.World) error) (sim.World, error) {
	w := s.recording.Start()
	for {
		if w.Tick == s.from() {
			s.vary(&w, variation)
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
	w := s.lead
	s.vary(&w, variation)
	for w.Tick < s.Tick && w.Outcome() == sim.Running {
		w.Step(s.recording.Inputs[w.Tick])
	}
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
