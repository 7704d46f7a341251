package live

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
)

func TestASlowNetworkMissesAndTheGameDoesNotWait(t *testing.T) {
	for _, c := range []struct {
		name              string
		takes             time.Duration
		deaf              bool
		decisions, missed int
	}{
		{"in time", 99 * time.Millisecond, false, 60, 0},
		{"just too slow", 101 * time.Millisecond, false, 0, 60},
		{"hung", time.Hour, false, 0, 60},
		{"slow and deaf", 250 * time.Millisecond, true, 0, 60},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := &network{takes: func(int) time.Duration { return c.takes }, deaf: c.deaf}
			g := newGame(t, model(t, n, 6, always))
			g.play(60 * agent.PeriodTicks)
			g.stop()
			a := g.p.Stats()
			if a.Decisions != c.decisions || a.Missed != c.missed || a.Slots != 60 {
				t.Errorf("%s: %d decisions and %d missed in %d slots, want %d and %d in 60", c.name, a.Decisions, a.Missed, a.Slots, c.decisions, c.missed)
			}
			if l := g.p.Model().Agent.Counts(); l.Missed != a.Missed || l.Decisions != a.Decisions || l.Faults != 0 {
				t.Errorf("%s: the agent counts %d decisions, %d missed and %d faults", c.name, l.Decisions, l.Missed, l.Faults)
			}
			if (len(g.presses) > 0) != (c.decisions > 0) {
				t.Errorf("%s: %d presses of %d decisions", c.name, len(g.presses), a.Decisions)
			}
			if g.longest > 0 {
				t.Errorf("%s: the game waited for %v", c.name, g.longest)
			}
		})
	}
}

func TestMissedFramesCountInTheDecodersClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		n := &network{deaf: true, takes: func(int) time.Duration {
			if since := time.Since(start); since >= 299*time.Millisecond && since < 400*time.Millisecond {
				return 350 * time.Millisecond // stuck over three slots
			}
			return 0
		}}
		g := newGame(t, model(t, n, 6, "decode=argmax&mask=off&refractory=5"))
		g.play(13 * agent.PeriodTicks)
		g.stop()
		if a := g.p.Stats(); a.Missed != 3 || a.Decisions != 10 {
			t.Fatalf("%d missed and %d decided, want 3 and 10", a.Missed, a.Decisions)
		}
		// The decoder acts on every sixth frame, missed ones included: on that of
		// tick 0 and on the one decided on when the network came back, of slot 6.
		var second int32
		for tick := range g.presses {
			if tick > 6 && (second == 0 || tick < second) {
				second = tick
			}
		}
		if g.presses[6] != sim.Poke || second < 42 || second > 47 {
			t.Errorf("presses are %v, want one at tick 6 and the next at 42 to 47", g.presses)
		}
	})
}

func TestTheNewestFrameWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{deaf: true, takes: func(int) time.Duration { return 130 * time.Millisecond }}
		g := newGame(t, model(t, n, 30, always))
		g.play(300)
		g.stop()
		all := g.decisions()
		for i, m := range all {
			if i == 0 {
				continue
			}
			if all[i-1].Spent.Run == 0 {
				continue // it came when its time was up already, and ran nothing
			}
			// The one before ended 130 ms after it began, on tick 7 or 8 after its own.
			if ran := m.Tick - all[i-1].Tick; ran < 7 || ran > 12 {
				t.Errorf("decision %d is on the frame of tick %d, the one before on that of %d: not the newest", i, m.Tick, all[i-1].Tick)
			}
		}
		if len(all) < 20 {
			t.Errorf("%d decisions", len(all))
		}
	})
}

func TestAPressWhoseTickHasPassedIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{deaf: true, takes: func(int) time.Duration { return time.Millisecond }}
		g := newGame(t, model(t, n, 6, always))
		g.play(1)
		synctest.Wait() // the decision is under way
		for range 10 {  // the game catches up, within no time
			if in, err := g.p.Act(&g.world, sim.Left); err != nil || in.Skill != sim.None {
				t.Fatalf("%v, %v", in, err)
			}
			g.world.Step([2]sim.Input{})
		}
		g.stop()
		// The decision on tick 0 came after tick 6; that on the next frame is in time.
		if a := g.p.Stats(); a.Missed != 1 || a.Decisions != 1 || g.p.box.waiting != 1 || g.p.box.presses[0].due < 12 {
			t.Errorf("%d presses wait, %d missed, %d decided; want one of each, the press of the second frame", g.p.box.waiting, a.Missed, a.Decisions)
		}
	})
}
