package bench

import (
	"errors"
	"fmt"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
)

// subject is a loaded contestant that decides on the frames of a recorded match, over
// and over. Calls must not overlap.
type subject struct {
	who    bot.Contestant
	bot    *bot.Bot
	agent  *agent.Agent
	worlds []sim.World // every agent.PeriodTicks from tick 0; shared, not modified
	next   int
	seed   uint64
}

// recordWorlds returns the worlds of a match of pro against pro, one for each decision.
func recordWorlds(seed uint64) ([]sim.World, error) {
	var worlds []sim.World
	err := bot.WatchPros(seed, func(w *sim.World) bool {
		worlds = append(worlds, *w)
		return true
	})
	return worlds, err
}

func openSubject(who bot.Contestant, cfg Config, worlds []sim.World) (*subject, error) {
	if who.Period != 0 {
		return nil, fmt.Errorf("bench %s: decisions are timed as by an agent that decides every %d ticks; leave out period=%d", who.Name, agent.PeriodTicks, who.Period)
	}
	b, err := bot.New(who, agent.DefaultDelayTicks, cfg.Setup.Loader())
	if err != nil {
		return nil, err
	}
	s := &subject{who: who, bot: b, agent: b.Model().Agent, worlds: worlds, seed: cfg.Seed}
	if err := s.restart(); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return s, nil
}

// restart starts the match again.
func (s *subject) restart() error {
	s.next = 0
	return s.bot.Start(s.seed, sim.Left)
}

// decide makes the next decision as the agent of a match does, and returns how long it
// took from the game's call to the sent press. The agent's Spent has its parts.
func (s *subject) decide() (time.Duration, error) {
	if s.next == len(s.worlds) {
		if err := s.restart(); err != nil {
			return 0, err
		}
	}
	w := &s.worlds[s.next]
	s.next++
	start := time.Now()
	_, err := s.agent.Tick(w.Tick, s.bot.Model().View(w, sim.Left))
	took := time.Since(start)
	if err != nil {
		return 0, s.failed(err)
	}
	for t := w.Tick + 1; t < w.Tick+agent.PeriodTicks; t++ { // presses that are due
		if _, err := s.agent.Tick(t, nil); err != nil {
			return 0, s.failed(err)
		}
	}
	if c := s.agent.Counts(); c.Faults > 0 {
		return 0, s.failed(errors.New(c.FirstFault))
	}
	return took, nil
}

// infer runs the network alone, on what its input holds.
func (s *subject) infer() (time.Duration, error) {
	start := time.Now()
	err := s.agent.Network().RunWithin(agent.DefaultLimit)
	took := time.Since(start)
	if err != nil {
		return 0, s.failed(err)
	}
	return took, nil
}

// failed is the error of a decision or a run that failed.
func (s *subject) failed(err error) error {
	return fmt.Errorf("bench %s: a decision failed: %w; see `kumite inspect %s`", s.who.Name, err, s.who.Path)
}

// result describes the contestant.
func (s *subject) result() Result {
	m := s.bot.Model()
	return Result{Name: s.who.Name, Spec: s.who.Spec, SHA256: m.SHA256, FileHashes: m.Files, Eye: m.Eye()}
}
