package main

import (
	"sync"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
)

// noticeTicks is for how long a notice stands.
const noticeTicks = 5 * sim.TickRate

// notices are lines shown for a while. Its methods may be called from several
// goroutines.
type notices struct {
	mu  sync.Mutex
	all []*notice
}

type notice struct {
	panel.Notice
	left int // ticks
}

func (n *notices) add(text string, bad bool) {
	n.later(text)(text, bad)
}

// later adds a notice that stands until its end is told.
func (n *notices) later(text string) (told func(text string, bad bool)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	x := &notice{panel.Notice{Text: text}, 3600 * sim.TickRate}
	n.all = append(n.all, x)
	return func(text string, bad bool) {
		n.mu.Lock()
		defer n.mu.Unlock()
		x.Text, x.Bad, x.left = text, bad, noticeTicks
	}
}

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

func (n *notices) list(dst []panel.Notice) []panel.Notice {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, x := range n.all {
		dst = append(dst, x.Notice)
	}
	return dst
}
