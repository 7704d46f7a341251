package arena

import (
	"context"
	"slices"
	"sync"

	"github.com/kumite/kumite/agent"
)

// batch is the report for a unit. It has fewer legs than the unit if the run was
// stopped or a leg is void.
type batch struct {
	unit
	Report
}

// whole reports whether no leg of the unit is missing.
func (b *batch) whole() bool {
	n := len(b.Played)
	return n == len(b.Legs) || n > 0 && b.Played[n-1].Leg.Outcome == Void
}

// collector is a reorder buffer: it takes batches as workers finish them, passes
// them to the umpire in schedule order, and hands the legs that count to the sink.
// An early batch waits for those before it. It cannot wait forever, because every
// unit that is started is put back, if need be without legs.
type collector struct {
	mu      sync.Mutex
	judge   *umpire
	sink    Sink
	latency []agent.Latency // by contestant
	held    map[int]batch
	next    int
	failed  bool              // the sink returned an error
	torn    bool              // a batch lacked legs: later ones are kept without the umpire, which judges them when the run resumes
	needed  []context.Context // by pairing; canceled when it is over
	cancel  []context.CancelFunc
	room    chan struct{} // holds one element for each unit that was started and not yet taken
}

func newCollector(judge *umpire, contestants, room int, sink Sink) *collector {
	return &collector{
		judge: judge, sink: sink, latency: make([]agent.Latency, contestants),
		held: map[int]batch{}, room: make(chan struct{}, room),
	}
}

// watch makes the contexts of the pairings.
func (o *collector) watch(ctx context.Context) {
	for range o.judge.pairings {
		needed, cancel := context.WithCancel(ctx)
		o.needed, o.cancel = append(o.needed, needed), append(o.cancel, cancel)
	}
}

// over reports whether a pairing needs no further pairs.
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

// release cancels the contexts of pairings that are over.
func (o *collector) release() {
	for pairing, cancel := range o.cancel {
		if o.judge.over(pairing) {
			cancel()
		}
	}
}

func (o *collector) take(b batch) error {
	if o.failed || o.judge.over(b.pairing) {
		return nil
	}
	played := b.Played
	if o.torn = o.torn || !b.whole(); !o.torn {
		legs := slices.Clone(b.finished)
		for _, p := range b.Played {
			legs = append(legs, p.Leg)
		}
		slices.SortFunc(legs, func(a, b Leg) int { return a.Leg - b.Leg })
		counted, _ := o.judge.take(b.pairing, legs)
		if o.judge.over(b.pairing) {
			o.release()
		}
		played = slices.DeleteFunc(slices.Clone(played), func(p Played) bool {
			return !slices.ContainsFunc(legs[:counted], func(l Leg) bool { return l.Leg == p.Leg.Leg })
		})
	}
	if len(played) == 0 {
		return nil
	}
	o.latency[b.Who.A].Add(&b.Spent[0])
	o.latency[b.Who.B].Add(&b.Spent[1])
	err := o.sink(played)
	o.failed = err != nil
	return err
}
