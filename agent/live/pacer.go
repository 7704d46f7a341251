package live

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
)

// Pacer plays one side with a model, on the wall clock or in lockstep. It is a
// duel.Controller.
//
// Act, Start, SetLockstep and Poll are the game thread's; Run is one
// goroutine's; Replace and Account may be called from any.
type Pacer struct {
	box      mailbox
	tick     atomic.Int32 // the newest for which Act was called
	match    atomic.Uint64
	lockstep bool // the game thread's

	mind    sync.Mutex // held while the agent decides or is exchanged
	model   *bot.Model
	playing uint64 // the match that the agent is in
	camera  raster.Camera
	task    task
	scratch Moment
	left    func() time.Duration
	limit   time.Time // of p.task

	exchange sync.Mutex // guards model against Replace, for whoever does not hold mind

	shown   sync.Mutex // of the two below
	account Account
	moments moments
}

// New makes a pacer for a model, which stays the caller's to close once Run has
// returned and Act is called no more.
func New(m *bot.Model) *Pacer {
	p := &Pacer{model: m}
	p.box.wake = make(chan struct{}, 1)
	p.left = p.timeLeft
	p.Start(0, sim.Left)
	return p
}

// Start begins a match with a seed at one side: what was sent and not yet due
// is forgotten. It does not wait.
func (p *Pacer) Start(seed uint64, me sim.Side) {
	p.box.mu.Lock()
	p.box.match++
	p.box.seed, p.box.waiting = bot.DecoderSeed(seed, me), 0
	p.match.Store(p.box.match)
	p.tick.Store(-1)
	p.box.mu.Unlock()
	p.abandon()
}

// abandon forgets a frame that nobody has decided on yet.
func (p *Pacer) abandon() {
	p.box.mu.Lock()
	n := int(p.box.slots - p.box.taken)
	p.box.taken = p.box.slots
	p.box.mu.Unlock()
	p.shown.Lock()
	p.account.Abandoned += n
	p.shown.Unlock()
}

// SetLockstep chooses how time is kept from the next Act on: inside Act, every
// agent.PeriodTicks, or on the wall clock. What was sent stays due. The wall
// clock's schedule begins anew with the next frame.
func (p *Pacer) SetLockstep(on bool) {
	if on == p.lockstep {
		return
	}
	p.lockstep = on
	p.box.mu.Lock()
	p.box.started = false
	p.box.mu.Unlock()
	p.abandon()
}

// Align takes over another pacer's schedule, so that a shadow which comes later
// decides on the same frames. It does nothing until the other has its first.
func (p *Pacer) Align(with *Pacer) {
	with.box.mu.Lock()
	schedule, started := with.box.schedule, with.box.started
	with.box.mu.Unlock()
	p.box.mu.Lock()
	defer p.box.mu.Unlock()
	if started {
		p.box.schedule, p.box.started, p.box.slot = schedule, true, -1
	}
}

// Lockstep says how time is kept.
func (p *Pacer) Lockstep() bool { return p.lockstep }

// Act implements duel.Controller. On the wall clock it hands over the world as
// the newest frame and never waits: the press that it returns was decided on
// an earlier one. An error is what ended Run.
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
	p.shown.Lock()
	p.account.Frames++
	if opens {
		p.account.Slots++
	}
	p.shown.Unlock()
	if opens {
		select {
		case m.wake <- struct{}{}:
		default:
		}
	}
	return sim.Input{Skill: k}, err
}

// step is Act in lockstep: the game waits.
func (p *Pacer) step(w *sim.World, me sim.Side) (sim.Input, error) {
	p.tick.Store(w.Tick)
	if w.Tick%agent.PeriodTicks == 0 {
		if err := p.think(w, me); err != nil {
			return sim.Input{}, err
		}
	}
	p.box.mu.Lock()
	defer p.box.mu.Unlock()
	return sim.Input{Skill: p.box.due(w.Tick)}, p.box.err
}

// think decides in lockstep. One that is under way on the wall clock is
// cancelled and awaited.
func (p *Pacer) think(w *sim.World, me sim.Side) error {
	p.exchange.Lock()
	p.model.Agent.Cancel()
	p.exchange.Unlock()
	p.mind.Lock()
	defer p.mind.Unlock()
	p.begin(p.box.match, p.box.seed)
	p.camera.World, p.camera.Side = w, me
	k, err := p.model.Agent.Decide(w.Tick, &p.camera)
	if err != nil {
		return err
	}
	m := &p.scratch
	m.Match, m.Slot, m.Total = p.box.match, int64(w.Tick/agent.PeriodTicks), 0
	m.Observe(p.model.Agent, w.Tick)
	p.show(m)
	if k != sim.None {
		p.box.mu.Lock()
		p.box.send(press{w.Tick + p.model.Agent.DelayTicks(), k})
		p.box.mu.Unlock()
	}
	return nil
}

// begin makes the agent ready for a match, once.
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

// Replace exchanges the model between two decisions, waiting for one that is
// under way, and returns the old one, which nothing uses any more. The new one
// goes on with what its forerunner has sent.
func (p *Pacer) Replace(next *bot.Model) (old *bot.Model) {
	p.mind.Lock()
	defer p.mind.Unlock()
	p.exchange.Lock()
	old, p.model = p.model, next
	p.exchange.Unlock()
	p.box.mu.Lock()
	seed := p.box.seed
	p.box.mu.Unlock()
	if next.Seed != nil {
		next.Seed(seed)
	}
	next.Agent.Inherit(old.Agent)
	return old
}

// Model is the model that plays now, for showing what it is.
func (p *Pacer) Model() *bot.Model {
	p.exchange.Lock()
	defer p.exchange.Unlock()
	return p.model
}

// Account is a copy of what was counted.
func (p *Pacer) Account() Account {
	p.shown.Lock()
	defer p.shown.Unlock()
	return p.account
}

// Poll copies the oldest decision that was not polled yet into dst. The newest
// 32 are kept.
func (p *Pacer) Poll(dst *Moment) bool {
	p.shown.Lock()
	defer p.shown.Unlock()
	return p.moments.poll(dst)
}

func (p *Pacer) show(m *Moment) {
	p.shown.Lock()
	defer p.shown.Unlock()
	m.CopyTo(p.moments.next())
}

// Run decides until the context ends, which is no error. What goes wrong with a
// frame ends it, and Act returns it too.
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
		// The next slot's frame comes where this one's came, a Period on.
		if idle := time.Until(p.task.opened.Add(Period - warmLead)); idle > coldAfter {
			warm.Reset(idle)
		}
	}
}

// coldAfter is the rest after which a network is slow again.
const coldAfter = 50 * time.Millisecond

// warmLead is how long before the next frame the network is warmed up: longer
// than a timer wakes late.
const warmLead = 2 * time.Millisecond

func (p *Pacer) warm() {
	p.mind.Lock()
	defer p.mind.Unlock()
	_ = p.model.Agent.Warm(warmLead) // thrown away; a network that fails shows it when it counts
}

// decide makes the decision of p.task.
func (p *Pacer) decide() error {
	t := &p.task
	p.mind.Lock()
	defer p.mind.Unlock()
	a := p.model.Agent
	p.begin(t.match, t.seed)
	for range t.dropped {
		a.Skip(t.world.Tick)
	}
	start := time.Now()
	p.limit = t.schedule.deadline(t.slot, t.opened, a.DelayTicks())
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
	p.note(start, time.Now(), missed)
	return nil
}

// timeLeft is how long the answer to p.task may still take: nothing when its
// deadline or the tick of its press has come, or its match is over.
func (p *Pacer) timeLeft() time.Duration {
	t := &p.task
	if p.match.Load() != t.match || p.tick.Load() >= t.world.Tick+max(p.model.Agent.DelayTicks(), 1) {
		return 0
	}
	return time.Until(p.limit)
}

// note accounts for the decision of p.task and shows it.
func (p *Pacer) note(start, end time.Time, missed bool) {
	t, a, m := &p.task, p.model.Agent, &p.scratch
	m.Match, m.Slot, m.Total = t.match, t.slot, end.Sub(t.opened)
	if missed {
		m.Tick, m.Missed, m.Spent = t.world.Tick, true, a.Spent()
		m.see(a)
	} else {
		m.Observe(a, t.world.Tick)
	}
	p.shown.Lock()
	defer p.shown.Unlock()
	m.CopyTo(p.moments.next())
	c := &p.account
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
	if m.Decision.Held == policy.Fault {
		c.Faults++
	}
	if m.Decision.Sent() {
		c.Sent++
	}
	c.Grab.Record(m.Spent.Grab)
	c.See.Record(m.Spent.See)
	c.Run.Record(m.Spent.Run)
	c.Decode.Record(m.Spent.Decode)
	c.Total.Record(m.Total)
}
