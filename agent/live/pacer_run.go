package live

import (
	"context"
	"errors"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
)

// Run makes decisions until ctx is cancelled, and then returns nil. If a frame cannot
// be decided on, it returns the error, as do later calls of Act.
func (p *Pacer) Run(ctx context.Context) error {
	warm := time.NewTimer(time.Hour)
	defer warm.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-warm.C:
			if len(p.box.wake) == 0 {
				p.warm()
			}
			continue
		case <-p.box.wake:
		}
		for p.box.take(&p.task) {
			if err := p.decide(); err != nil {
				p.box.mu.Lock()
				p.box.err = err
				p.box.mu.Unlock()
				return err
			}
			if ctx.Err() != nil {
				return nil
			}
		}
		// The next slot's frame is expected one Period after this one's.
		if idle := time.Until(p.task.opened.Add(Period - warmLead)); idle > coldAfter {
			warm.Reset(idle)
		}
	}
}

// coldAfter is the idle time after which a network becomes slow.
const coldAfter = 50 * time.Millisecond

// warmLead is the time before the next frame at which the network is warmed up. It
// exceeds the delay of timers.
const warmLead = 2 * time.Millisecond

func (p *Pacer) warm() {
	p.deciding.Lock()
	defer p.deciding.Unlock()
	_ = p.model.Agent.Warm(warmLead) // an error shows again in the next decision
}

// decide makes the decision p.task.
func (p *Pacer) decide() error {
	t := &p.task
	p.deciding.Lock()
	defer p.deciding.Unlock()
	a := p.model.Agent
	p.begin(t.match, t.seed)
	for range t.dropped {
		a.Skip(t.world.Tick)
	}
	start := time.Now()
	p.deadline = deadline(t.opened, a.DelayTicks())
	p.camera.World, p.camera.Side = &t.world, t.side
	k, err := a.DecideBy(t.world.Tick, &p.camera, p.left)
	if err != nil && !errors.Is(err, agent.ErrLate) {
		return err
	}
	missed := err != nil
	if !missed && k != sim.None {
		p.box.mu.Lock()
		if p.box.match == t.match {
			p.box.send(press{t.world.Tick + max(a.DelayTicks(), 1), k})
		}
		p.box.mu.Unlock()
	}
	p.record(start, time.Now(), missed)
	return nil
}

// begin prepares the agent for a match, once per match.
func (p *Pacer) begin(match, seed uint64) {
	if p.playing == match {
		return
	}
	p.playing = match
	if p.model.Seed != nil {
		p.model.Seed(seed)
	}
	p.model.Agent.Reset()
}

// timeLeft returns the time left for p.task: 0 if its deadline or the tick of its
// press has passed, or its match has ended.
func (p *Pacer) timeLeft() time.Duration {
	t := &p.task
	if p.match.Load() != t.match || p.tick.Load() >= t.world.Tick+max(p.model.Agent.DelayTicks(), 1) {
		return 0
	}
	return time.Until(p.deadline)
}

// record counts the decision p.task and stores it for Poll.
func (p *Pacer) record(start, end time.Time, missed bool) {
	t, a, s := &p.task, p.model.Agent, &p.scratch
	s.Match, s.Slot, s.Total, s.Opened, s.Began = t.match, t.slot, end.Sub(t.opened), t.opened, start
	if missed {
		s.Tick, s.Missed, s.Spent = t.world.Tick, true, a.Spent()
		s.takePicture(a)
	} else {
		s.Take(a, t.world.Tick)
	}
	s.takeInput(a)
	p.resultsMu.Lock()
	defer p.resultsMu.Unlock()
	s.CopyTo(p.recent.next())
	c := &p.stats
	c.Missed += t.dropped
	c.Wait.Record(start.Sub(t.opened))
	c.Age.Record(start.Sub(t.offered))
	switch {
	case missed && p.match.Load() != t.match:
		c.Abandoned++
		return
	case missed:
		c.Missed++
		return
	}
	c.Decisions++
	if s.Decision.Held == policy.Fault {
		c.Faults++
	}
	if s.Decision.Sent() {
		c.Sent++
	}
	c.Grab.Record(s.Spent.Grab)
	c.See.Record(s.Spent.See)
	c.Run.Record(s.Spent.Run)
	c.Decode.Record(s.Spent.Decode)
	c.Total.Record(s.Total)
}
