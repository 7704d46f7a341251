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
// Act, Start, SetLockstep and Poll must be called from the game's goroutine, Run from
// one other; Replace, Model and Stats may be called from any.
type Pacer struct {
	box      mailbox
	tick     atomic.Int32 // newest tick for which Act was called
	match    atomic.Uint64
	lockstep bool // used only by the game's goroutine

	deciding sync.Mutex // held while the agent decides or is replaced
	model    *bot.Model
	playing  uint64 // match of the agent
	camera   raster.Camera
	task     task
	scratch  Snapshot
	left     func() time.Duration
	deadline time.Time // of p.task

	modelMu sync.Mutex // guards model for readers that do not hold deciding

	resultsMu sync.Mutex // guards the two fields below
	stats     Stats
	recent    history
}

// New returns a pacer for a model. The caller must close the model after Run has
// returned and the last call of Act.
func New(m *bot.Model) *Pacer {
	p := &Pacer{model: m}
	p.box.wake = make(chan struct{}, 1)
	p.left = p.timeLeft
	p.Start(0, sim.Left)
	return p
}

// Start begins a match with a seed at one side. Presses of the previous match that are
// not yet due are discarded. Start does not block.
func (p *Pacer) Start(seed uint64, me sim.Side) {
	p.box.mu.Lock()
	p.box.match++
	p.box.seed, p.box.waiting = bot.DecoderSeed(seed, me), 0
	p.match.Store(p.box.match)
	p.tick.Store(-1)
	p.box.mu.Unlock()
	p.abandon()
}

// abandon discards a frame that has not been decided on.
func (p *Pacer) abandon() {
	p.box.mu.Lock()
	n := int(p.box.slots - p.box.taken)
	p.box.taken = p.box.slots
	p.box.mu.Unlock()
	p.resultsMu.Lock()
	p.stats.Abandoned += n
	p.resultsMu.Unlock()
}

// SetLockstep selects lockstep or the wall clock from the next Act on. Presses that
// were sent remain due.
func (p *Pacer) SetLockstep(on bool) {
	if on == p.lockstep {
		return
	}
	p.lockstep = on
	p.abandon()
}

// Lockstep reports whether the pacer keeps lockstep.
func (p *Pacer) Lockstep() bool { return p.lockstep }

// Replace replaces the model between two decisions, waits for a running one, and
// returns the old model, which is no longer used. The new model takes over the old
// one's book.
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

// Model returns the current model, for display.
func (p *Pacer) Model() *bot.Model {
	p.modelMu.Lock()
	defer p.modelMu.Unlock()
	return p.model
}

// Stats returns a copy of the counts.
func (p *Pacer) Stats() Stats {
	p.resultsMu.Lock()
	defer p.resultsMu.Unlock()
	return p.stats
}

// Poll copies the oldest decision that has not been polled into dst and reports
// whether there was one. The newest 32 are kept.
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
