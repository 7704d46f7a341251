package live

import (
	"sync"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
)

// mailbox is where the game's thread and the pacer's goroutine meet. It is
// locked for copies only, never while somebody decides.
type mailbox struct {
	mu       sync.Mutex
	schedule schedule
	started  bool
	newest   sim.World
	offered  time.Time // when the newest was handed over
	side     sim.Side
	slot     int64     // the newest that a frame has opened
	opened   time.Time // when it did
	slots    uint64    // opened so far
	taken    uint64    // of them, decided on or dropped
	match    uint64    // counts Starts, so that nothing of one match acts in the next
	seed     uint64    // of the match
	presses  [agent.MaxDelayTicks/agent.PeriodTicks + 2]press
	waiting  int // presses that are not yet due; oldest first
	err      error
	wake     chan struct{} // a slot has been opened
}

type press struct {
	due   int32
	skill sim.Skill
}

// offer hands over the world at a tick; it says whether it is a slot's first.
func (m *mailbox) offer(w *sim.World, side sim.Side, now time.Time) (opens bool) {
	if !m.started {
		m.schedule, m.started, m.slot = schedule{now}, true, -1
	}
	m.newest, m.side, m.offered = *w, side, now
	slot := m.schedule.slot(now)
	if slot <= m.slot {
		return false
	}
	m.slot, m.opened = slot, now
	m.slots++
	return true
}

// send queues a press. A full queue, which no agent fills, drops its oldest.
func (m *mailbox) send(p press) {
	if m.waiting == len(m.presses) {
		copy(m.presses[:], m.presses[1:])
		m.waiting--
	}
	m.presses[m.waiting] = p
	m.waiting++
}

// due takes the press that takes effect at a tick, or an earlier one whose tick
// has passed while it was handed over.
func (m *mailbox) due(tick int32) sim.Skill {
	if m.waiting == 0 || m.presses[0].due > tick {
		return sim.None
	}
	k := m.presses[0].skill
	m.waiting--
	copy(m.presses[:m.waiting], m.presses[1:])
	return k
}

// task is one decision to be made.
type task struct {
	match    uint64
	seed     uint64
	world    sim.World
	side     sim.Side
	offered  time.Time
	opened   time.Time
	schedule schedule
	slot     int64
	dropped  int // slots that passed untaken since the last task
}

// take gives the newest frame of a slot that was not taken yet.
func (m *mailbox) take(t *task) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.taken == m.slots {
		return false
	}
	t.match, t.seed, t.world, t.side = m.match, m.seed, m.newest, m.side
	t.offered, t.opened, t.schedule, t.slot = m.offered, m.opened, m.schedule, m.slot
	t.dropped = int(m.slots - m.taken - 1)
	m.taken = m.slots
	return true
}
