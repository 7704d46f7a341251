package arena

import (
	"slices"
	"sync"

	"github.com/kumite/kumite/agent"
)

// batch is what a worker made of a unit; it has fewer legs than the unit when
// the run was stopped, or when one is void.
type batch struct {
	unit
	played []Played
	spent  [2]agent.Latency // of the pairing's A, of its B
}

// whole says that nothing of the unit is missing.
func (b *batch) whole() bool {
	n := len(b.played)
	return n == len(b.legs) || n > 0 && b.played[n-1].Leg.Outcome == Void
}

// collector is a reorder buffer: it takes batches as workers finish them, has the
// umpire look at them in schedule order, and hands what counts to the sink. A
// batch that comes early waits for those before it; it never waits in vain,
// because every unit that is begun comes back, if need be without legs.
type collector struct {
	mu      sync.Mutex
	judge   *umpire
	sink    Sink
	latency []agent.Latency // by contestant
	held    map[int]batch
	next    int
	failed  bool          // the sink has
	torn    bool          // a batch came back without all its legs: what follows is kept, and judged when the run resumes
	room    chan struct{} // holds one for each unit that was begun and not yet taken
}

func newCollector(judge *umpire, contestants, room int, sink Sink) *collector {
	return &collector{
		judge: judge, sink: sink, latency: make([]agent.Latency, contestants),
		held: map[int]batch{}, room: make(chan struct{}, room),
	}
}

// over says that no further pair of a pairing is wanted.
func (o *collector) over(pairing int) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.judge.over(pairing)
}

func (o *collector) put(number int, b batch) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.held[number] = b
	for {
		b, ok := o.held[o.next]
		if !ok {
			return nil
		}
		delete(o.held, o.next)
		o.next++
		if err := o.take(b); err != nil {
			return err
		}
		<-o.room
	}
}

func (o *collector) take(b batch) error {
	if o.failed {
		return nil
	}
	played := b.played
	if o.torn = o.torn || !b.whole(); o.torn {
		if o.judge.over(b.pairing) {
			return nil
		}
	} else {
		legs := slices.Clone(b.finished)
		for _, p := range b.played {
			legs = append(legs, p.Leg)
		}
		slices.SortFunc(legs, func(a, b Leg) int { return a.Leg - b.Leg })
		counted, _ := o.judge.take(b.pairing, legs)
		played = slices.DeleteFunc(slices.Clone(played), func(p Played) bool {
			return !slices.ContainsFunc(legs[:counted], func(l Leg) bool { return l.Leg == p.Leg.Leg })
		})
	}
	if len(played) == 0 {
		return nil
	}
	o.latency[b.who.A].Add(&b.spent[0])
	o.latency[b.who.B].Add(&b.spent[1])
	err := o.sink(played)
	o.failed = err != nil
	return err
}
