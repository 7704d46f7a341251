package live

import (
	"sync"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
)

// mailbox passes frames and presses between the game's goroutine and the pacer's. It
// is locked only to copy, never during a decision.
type mailbox struct {
	mu      sync.Mutex
	newest  sim.World
	offered time.Time // when the newest frame was handed over
	side    sim.Side
	slot    int64     // newest slot opened by a frame
	opened  time.Time // when it was opened
	slots   uint64    // opened so far
	taken   uint64    // decided on or dropped
	match   uint64    // number of Starts, so that no press of one match acts in the next
	seed    uint64    // of the match
	presses [agent.MaxDelayTicks/agent.PeriodTicks + 2]press
	waiting int // presses not yet due, oldest first
	err     error
	wake    chan struct{} // receives when a slot opens
}

type press struct {
	due   int32
	skill sim.Skill
}

// offer hands over the world at a tick and reports whether it is the first of its
// slot.
func (m *mailbox) offer(w *sim.World, side sim.Side, now time.Time) (opens bool) {
	m.newest, m.side, m.offered = *w, side, now
	slot, opens := slotAt(w.Tick)
	if !opens {
		return false
	}
	m.slot, m.opened = slot, now
	m.slots++
	return true
}

// send queues a press. If the queue is full, which no agent causes, the oldest press
// is dropped.
func (m *mailbox) send(p press) {
	if m.waiting == len(m.presses) {
		copy(m.presses[:], m.presses[1:])
		m.waiting--
	}
	m.presses[m.waiting] = p
	m.waiting++
}

// due removes and returns the press that takes effect at a tick, or an earlier one
// whose tick passed while it was handed over.
func (m *mailbox) due(tick int32) sim.Skill {
	if m.waiting == 0 || m.presses[0].due > tick {
		return sim.None
	}
	k := m.presses[0].skill
	m.waiting--
	copy(m.presses[:m.waiting], m.presses[1:])
	return k
}

// task is one decision to make.
type task struct {
	match   uint64
	seed    uint64
	world   sim.World
	side    sim.Side
	offered time.Time
	opened  time.Time
	slot    int64
	dropped int // slots that passed since the last task without being taken
}

// take copies the newest frame of a slot that has not been taken into t.
func (m *mailbox) take(t *task) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.taken == m.slots {
		return false
	}
	t.match, t.seed, t.world, t.side = m.match, m.seed, m.newest, m.side
	t.offered, t.opened, t.slot = m.offered, m.opened, m.slot
	t.dropped = int(m.slots - m.taken - 1)
	m.taken = m.slots
	return true
}
