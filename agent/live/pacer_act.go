package live

import (
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
)

// Act implements duel.Controller. On the wall clock it hands over the world as the
// newest frame and never blocks: the press that it returns was decided on an earlier
// frame. It returns the error that ended Run.
func (p *Pacer) Act(w *sim.World, me sim.Side) (sim.Input, error) {
	if p.lockstep {
		return p.step(w, me)
	}
	now := time.Now()
	m := &p.box
	p.tick.Store(w.Tick)
	m.mu.Lock()
	opens := m.offer(w, me, now)
	k, err := m.due(w.Tick), m.err
	m.mu.Unlock()
	p.resultsMu.Lock()
	p.stats.Frames++
	if opens {
		p.stats.Slots++
	}
	p.resultsMu.Unlock()
	if opens {
		select {
		case m.wake <- struct{}{}:
		default:
		}
	}
	return sim.Input{Skill: k}, err
}

// step is Act in lockstep.
func (p *Pacer) step(w *sim.World, me sim.Side) (sim.Input, error) {
	p.tick.Store(w.Tick)
	if w.Tick%agent.PeriodTicks == 0 {
		if err := p.decideNow(w, me); err != nil {
			return sim.Input{}, err
		}
	}
	p.box.mu.Lock()
	defer p.box.mu.Unlock()
	return sim.Input{Skill: p.box.due(w.Tick)}, p.box.err
}

// decideNow decides in lockstep. A running decision on the wall clock is cancelled and
// awaited.
func (p *Pacer) decideNow(w *sim.World, me sim.Side) error {
	p.modelMu.Lock()
	p.model.Agent.Cancel()
	p.modelMu.Unlock()
	p.deciding.Lock()
	defer p.deciding.Unlock()
	p.begin(p.box.match, p.box.seed)
	p.camera.World, p.camera.Side = w, me
	k, err := p.model.Agent.Decide(w.Tick, &p.camera)
	if err != nil {
		return err
	}
	s := &p.scratch
	s.Match, s.Slot, s.Total, s.Opened, s.Began = p.box.match, int64(w.Tick/agent.PeriodTicks), 0, time.Time{}, time.Time{}
	s.Take(p.model.Agent, w.Tick)
	s.takeInput(p.model.Agent)
	p.show(s)
	if k != sim.None {
		p.box.mu.Lock()
		p.box.send(press{w.Tick + p.model.Agent.DelayTicks(), k})
		p.box.mu.Unlock()
	}
	return nil
}
