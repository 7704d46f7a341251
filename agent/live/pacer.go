package live

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
)

// Pacer plays one side with a model, on the wall clock or in lockstep. It is a
// duel.Controller.
//
// Act, Start, SetLockstep and Poll are the game thread's; Run is one
// goroutine's; Replace, Model and Stats may be called from any.
type Pacer struct {
	box      mailbox
	tick     atomic.Int32 // the newest for which Act was called
	match    atomic.Uint64
	lockstep bool // the game thread's

	deciding sync.Mutex // held while the agent decides or is exchanged
	model    *bot.Model
	playing  uint64 // the match that the agent is in
	camera   raster.Camera
	task     task
	scratch  Snapshot
	left     func() time.Duration
	deadline time.Time // of p.task

	modelMu sync.Mutex // guards model against Replace, for whoever does not hold deciding

	resultsMu sync.Mutex // guards the two below
	stats     Stats
	recent    history
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

// abandon forgets a frame that was not decided on yet.
func (p *Pacer) abandon() {
	p.box.mu.Lock()
	n := int(p.box.slots - p.box.taken)
	p.box.taken = p.box.slots
	p.box.mu.Unlock()
	p.resultsMu.Lock()
	p.stats.Abandoned += n
	p.resultsMu.Unlock()
}

// SetLockstep chooses how time is kept from the next Act on: inside Act, every
// agent.PeriodTicks, or on the wall clock. What was sent stays due. The wall
// clock's schedule begins again with the next frame.
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

// Replace exchanges the model between two decisions, waiting for one that is
// under way, and returns the old one, which nothing uses any more. The new one
// takes over the book of what the old one has sent.
func (p *Pacer) Replace(next *bot.Model) (old *bot.Model) {
	p.deciding.Lock()
	defer p.deciding.Unlock()
	p.modelMu.Lock()
	old, p.model = p.model, next
	p.modelMu.Unlock()
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
	p.modelMu.Lock()
	defer p.modelMu.Unlock()
	return p.model
}

// Stats are a copy of what was counted.
func (p *Pacer) Stats() Stats {
	p.resultsMu.Lock()
	defer p.resultsMu.Unlock()
	return p.stats
}

// Poll copies the oldest decision that was not polled yet into dst. The newest
// 32 are kept.
func (p *Pacer) Poll(dst *Snapshot) bool {
	p.resultsMu.Lock()
	defer p.resultsMu.Unlock()
	return p.recent.poll(dst)
}

func (p *Pacer) show(s *Snapshot) {
	p.resultsMu.Lock()
	defer p.resultsMu.Unlock()
	s.CopyTo(p.recent.next())
}
