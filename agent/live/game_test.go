package live

import (
	"cmp"
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
)

// game ticks a pacer on the test's clock, 60 times a second unless perSecond is set; jitter moves each
// tick, without drift.
type game struct {
	t         *testing.T
	p         *Pacer
	world     sim.World
	start     time.Time
	tick      int
	jitter    func() time.Duration
	perSecond int                 // ticks; 0 is 60
	shadow    *Pacer              // sees the same frames, if there is one
	longest   time.Duration       // an Act has taken
	presses   map[int32]sim.Skill // by tick
	cancel    func()
	done      chan error
}

func newGame(t *testing.T, m *bot.Model) *game {
	g := &game{t: t, p: New(m), world: sim.New(sim.Rules{MatchTicks: 3600 * sim.TickRate, Health: 1_000_000}, 1),
		start: time.Now(), presses: map[int32]sim.Skill{}, done: make(chan error, 1)}
	ctx, cancel := context.WithCancel(t.Context())
	g.cancel = cancel
	go func() { g.done <- g.p.Run(ctx) }()
	return g
}

func (g *game) play(ticks int) {
	g.t.Helper()
	for range ticks {
		at := g.start.Add(time.Duration(g.tick) * time.Second / time.Duration(cmp.Or(g.perSecond, sim.TickRate)))
		if g.jitter != nil {
			at = at.Add(g.jitter())
		}
		time.Sleep(time.Until(at))
		synctest.Wait()
		before := time.Now()
		in, err := g.p.Act(&g.world, sim.Left)
		g.longest = max(g.longest, time.Since(before))
		if err != nil {
			g.t.Fatal(err)
		}
		if g.shadow != nil {
			if _, err := g.shadow.Act(&g.world, sim.Left); err != nil {
				g.t.Fatal(err)
			}
		}
		if in.Skill != sim.None {
			g.presses[g.world.Tick] = in.Skill
		}
		g.world.Step([2]sim.Input{})
		g.tick++
	}
}

func (g *game) stop() {
	g.t.Helper()
	time.Sleep(time.Second)
	g.cancel()
	if err := <-g.done; err != nil {
		g.t.Error(err)
	}
}

// decisions polls everything.
func (g *game) decisions() (all []Snapshot) {
	var m Snapshot
	for g.p.Poll(&m) {
		var c Snapshot
		m.CopyTo(&c)
		all = append(all, c)
	}
	return all
}
