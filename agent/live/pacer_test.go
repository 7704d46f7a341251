package live

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
)

func TestAPressTakesEffectWhenItsDelayIsUp(t *testing.T) {
	for _, delay := range []int32{1, 6, 30} {
		synctest.Test(t, func(t *testing.T) {
			n := &network{takes: func(int) time.Duration { return time.Millisecond }}
			g := newGame(t, model(t, n, delay, always))
			g.play(100)
			g.stop()
			for tick := range g.presses {
				if (tick-delay)%agent.PeriodTicks != 0 {
					t.Errorf("delay %d: a press at tick %d is of no frame of a decision", delay, tick)
				}
			}
			if want := (100-int(delay)-1)/agent.PeriodTicks + 1; len(g.presses) != want {
				t.Errorf("delay %d: %d presses, want %d", delay, len(g.presses), want)
			}
			if a := g.p.Stats(); a.Missed != 0 || a.Decisions != 17 || a.Slots != 17 || a.Frames != 100 {
				t.Errorf("delay %d: %d decisions and %d missed in %d slots of %d frames, want 17, 0, 17, 100", delay, a.Decisions, a.Missed, a.Slots, a.Frames)
			}
		})
	}
}

func TestNothingOfOneMatchActsInTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{takes: func(int) time.Duration { return 70 * time.Millisecond }}
		g := newGame(t, model(t, n, 60, always))
		g.play(28) // the decision on tick 24 is under way, four presses wait
		synctest.Wait()
		g.p.Start(2, sim.Left)
		g.world.Tick = 0
		clear(g.presses)
		g.play(60)
		if len(g.presses) != 0 {
			t.Errorf("presses at %v, before any frame of this match is 60 ticks old", g.presses)
		}
		g.play(60)
		g.stop()
		if len(g.presses) == 0 {
			t.Error("no press in the second match")
		}
		for tick := range g.presses {
			if tick%agent.PeriodTicks != 0 || tick < 60 {
				t.Errorf("the press at tick %d is of the first match", tick)
			}
		}
		if a := g.p.Stats(); a.Abandoned != 1 || a.Missed != 0 || a.Slots != a.Decisions+1 {
			t.Errorf("%+d abandoned, %d missed, %d decisions of %d slots; want 1 abandoned", a.Abandoned, a.Missed, a.Decisions, a.Slots)
		}
	})
}

func TestANewModelKnowsWhatTheOldOneSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const masked = "decode=argmax"
		g := newGame(t, model(t, &network{}, 6, masked))
		g.play(7)
		if g.presses[6] != sim.Poke {
			t.Fatalf("presses are %v, want a poke at tick 6", g.presses)
		}
		old := g.p.Model()
		if g.p.Replace(model(t, &network{}, 6, masked)) != old {
			t.Error("Replace returns another model than the one that played")
		}
		g.play(int(sim.Poke.Spec().Cooldown) - 10)
		g.stop()
		if len(g.presses) != 1 {
			t.Errorf("presses are %v: the new model pokes while its fighter's poke is on cooldown", g.presses)
		}
	})
}

func TestTheNetworkIsWarmedUpBeforeADecision(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{}
		g := newGame(t, model(t, n, 6, always))
		g.play(10 * agent.PeriodTicks)
		g.stop()
		if n.runs != 20 { // the last warm-up finds no decision to follow it
			t.Fatalf("%d runs, want a throw-away run for each of 10 decisions", n.runs)
		}
		for i := 1; i < 19; i += 2 {
			if lead := n.started[i+1].Sub(n.started[i]); lead < time.Millisecond || lead > 3*time.Millisecond {
				t.Errorf("run %d comes %v before its decision, want 2 ms", i, lead)
			}
		}
	})
}

func TestADecisionSaysWhenItBegan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{takes: func(int) time.Duration { return time.Millisecond }}
		g := newGame(t, model(t, n, 6, always))
		g.play(14)
		onClock := g.decisions()
		g.p.SetLockstep(true)
		g.play(6)
		g.stop()
		inLockstep := g.decisions()
		if len(onClock) != 3 || len(inLockstep) != 1 {
			t.Fatalf("%d decisions on the wall clock and %d in lockstep, want 3 and 1", len(onClock), len(inLockstep))
		}
		for _, s := range onClock {
			opened := g.start.Add(time.Duration(s.Tick) * time.Second / sim.TickRate)
			if !s.Opened.Equal(opened) || s.Began.Before(s.Opened) || s.Total != s.Began.Sub(s.Opened)+time.Millisecond {
				t.Errorf("tick %d: opened %v, began %v later, took %v; want %v and 1 ms from the beginning", s.Tick, s.Opened, s.Began.Sub(s.Opened), s.Total, opened)
			}
		}
		if s := inLockstep[0]; !s.Opened.IsZero() || !s.Began.IsZero() {
			t.Errorf("in lockstep: opened %v, began %v; want no times", s.Opened, s.Began)
		}
	})
}

func TestActAllocatesNothing(t *testing.T) {
	p := New(model(t, &network{}, 6, always))
	w := sim.New(sim.DefaultRules(), 1)
	if n := testing.AllocsPerRun(1000, func() {
		if _, err := p.Act(&w, sim.Left); err != nil {
			t.Fatal(err)
		}
		w.Step([2]sim.Input{})
	}); n != 0 {
		t.Errorf("Act allocates %v times, want 0", n)
	}
}
