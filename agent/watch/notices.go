package watch

import (
	"sync"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
)

// noticeTicks is for how long a notice stands.
const noticeTicks = 5 * sim.TickRate

// notices are lines that are shown for a while. Its methods may be called from
// several goroutines.
type notices struct {
	mu  sync.Mutex
	all []*notice
}

type notice struct {
	panel.Notice
	left int // ticks
}

// add shows a notice.
func (n *notices) add(text string, bad bool) { n.addPending(text)(text, bad) }

// addStanding shows a notice that stays.
func (n *notices) addStanding(text string) { n.addPending(text) }

// addPending shows a notice of something under way. It stays until done replaces
// it with the result.
func (n *notices) addPending(text string) (done func(text string, bad bool)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	x := &notice{panel.Notice{Text: text}, standing}
	n.all = append(n.all, x)
	return func(text string, bad bool) {
		n.mu.Lock()
		defer n.mu.Unlock()
		x.Text, x.Bad, x.left = text, bad, noticeTicks
	}
}

// standing is longer than a window is open: an hour.
const standing = 3600 * sim.TickRate

// tick lets a tick of the clock pass.
func (n *notices) tick() {
	n.mu.Lock()
	defer n.mu.Unlock()
	kept := n.all[:0]
	for _, x := range n.all {
		if x.left--; x.left > 0 {
			kept = append(kept, x)
		}
	}
	n.all = kept
}

// list appends the notices to dst, newest last.
func (n *notices) list(dst []panel.Notice) []panel.Notice {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, x := range n.all {
		dst = append(dst, x.Notice)
	}
	return dst
}
