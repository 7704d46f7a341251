package main

import (
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window"
)

// show is match after match between two contestants: a window.Match.
type show struct {
	who     [2]arena.Contestant
	players [2]*arena.Player
	rules   sim.Rules
	seed    uint64
	world   sim.World
	counted bool // the match that is over is in the score
	score   [2]int
	draws   int
	sides   [2]told
}

// told is what is known of a side in this match.
type told struct {
	last     string
	lastTick int32
	accepted int
}

func newShow(who []arena.Contestant, delay int32, rules sim.Rules, seed uint64, load arena.Loader) (*show, error) {
	s := &show{who: [2]arena.Contestant(who), rules: rules, seed: seed}
	for i, c := range s.who {
		p, err := arena.NewPlayer(c, delay, load)
		if err != nil {
			return nil, errors.Join(err, s.close())
		}
		s.players[i] = p
	}
	return s, s.Restart()
}

func (s *show) close() error {
	var errs []error
	for _, p := range s.players {
		if p != nil {
			errs = append(errs, p.Close())
		}
	}
	return errors.Join(errs...)
}

// World implements window.Match.
func (s *show) World() *sim.World { return &s.world }

// Restart implements window.Match.
func (s *show) Restart() error {
	s.world = sim.New(s.rules, s.seed)
	s.counted = false
	for i, p := range s.players {
		s.sides[i] = told{lastTick: -1}
		if err := p.Start(s.seed, sim.Side(i)); err != nil {
			return err
		}
	}
	return nil
}

// Next implements window.Match.
func (s *show) Next() error {
	s.seed++
	return s.Restart()
}

// Step implements window.Match.
func (s *show) Step() error {
	var in [2]sim.Input
	for i, p := range s.players {
		var err error
		if in[i], err = p.Act(&s.world, sim.Side(i)); err != nil {
			return fmt.Errorf("%s: %w", s.who[i].Name, err)
		}
		if a := p.Agent(); a != nil {
			if d := a.Last(); d.Sent() {
				s.sides[i].last, s.sides[i].lastTick = d.String(), s.world.Tick
			}
		} else if k := in[i].Skill; k != sim.None {
			s.sides[i].last, s.sides[i].lastTick = k.String(), s.world.Tick
		}
	}
	s.world.Step(in)
	for _, e := range s.world.Events.All() {
		if e.Kind == sim.Accepted {
			s.sides[e.Side].accepted++
		}
	}
	s.count()
	return nil
}

// count adds a match that has just ended to the score.
func (s *show) count() {
	if s.counted || s.world.Outcome() == sim.Running {
		return
	}
	s.counted = true
	if winner, ok := s.world.Outcome().Winner(); ok {
		s.score[winner]++
	} else {
		s.draws++
	}
}

// Score implements window.Match.
func (s *show) Score() string {
	return fmt.Sprintf("%s %d – %d %s, %d drawn, seed %d", s.who[0].Name, s.score[0], s.score[1], s.who[1].Name, s.draws, s.seed)
}

// collapsedAfter is how much play must pass before never acting is remarked.
const collapsedAfter = 20 * sim.TickRate

// Panels implements window.Match.
func (s *show) Panels() (panels [2]window.Panel) {
	for i, p := range s.players {
		x := window.Panel{Name: s.who[i].Name, Last: s.sides[i].last, LastTick: s.sides[i].lastTick}
		if s.world.Tick > 0 {
			x.PerMin = float64(s.sides[i].accepted) * 60 * sim.TickRate / float64(s.world.Tick)
		}
		a := p.Agent()
		if a == nil {
			x.Detail, x.Now = "script, sees the true state", ""
			panels[i] = x
			continue
		}
		who := p.Participant()
		x.Detail = fmt.Sprintf("%.8s %s", who.ModelSHA256, who.Decoder)
		x.Now = a.Last().String()
		if s.world.Tick > collapsedAfter && x.PerMin < arena.CollapsedBelow {
			x.Warning = "COLLAPSED: it hardly ever acts"
		}
		panels[i] = x
	}
	return panels
}
