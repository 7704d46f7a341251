package watch

import (
	"sync"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
)

// noticeTicks is how long a notice is shown.
const noticeTicks = 5 * sim.TickRate

// notices are lines that are shown for a while. Methods may be called concurrently.
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

// addStanding shows a permanent notice.
func (n *notices) addStanding(text string) { n.addPending(text) }

// addPending shows a notice of an operation in progress until done replaces it with
// the result.
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

// standing is an hour, which is longer than a window is open.
const standing = 3600 * sim.TickRate

// tick counts down one tick of the clock.
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
