package live

import (
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
)

// A machine that reaches only part of the ticks per second must not let an agent decide
// more often per tick of the game.
func TestDecisionsPerTickDoNotDependOnTheSpeedOfTheMachine(t *testing.T) {
	for _, perSecond := range []int{120, 60, 31, 15, 5} {
		synctest.Test(t, func(t *testing.T) {
			n := &network{takes: func(int) time.Duration { return 3 * time.Millisecond }}
			g := newGame(t, model(t, n, 6, always))
			g.perSecond = perSecond
			g.play(600)
			g.stop()
			if a := g.p.Stats(); a.Decisions != 100 || a.Missed != 0 {
				t.Errorf("at %d ticks a second: %d decisions and %d missed in 600 ticks, want 100 and 0", perSecond, a.Decisions, a.Missed)
			}
		})
	}
}

func TestADeadlineIsTheWallClocksOnASlowMachine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{takes: func(int) time.Duration { return 110 * time.Millisecond }}
		g := newGame(t, model(t, n, 6, always))
		g.perSecond = 30 // six ticks take 200 ms
		g.play(60)
		g.stop()
		if a := g.p.Stats(); a.Decisions != 0 || a.Missed != 10 {
			t.Errorf("%d decisions and %d missed, want 0 and 10: each takes more than 100 ms", a.Decisions, a.Missed)
		}
	})
}

func TestJitterMovesNoDecisionToAnotherFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGame(t, model(t, &network{}, 6, always))
		g.play(1)
		r := rand.New(rand.NewPCG(3, 4))
		g.jitter = func() time.Duration { return time.Duration(r.IntN(13)-6) * time.Millisecond }
		g.play(600)
		g.stop()
		for _, m := range g.decisions() {
			if m.Tick%agent.PeriodTicks != 0 {
				t.Errorf("a decision is on tick %d, want every sixth", m.Tick)
			}
		}
	})
}

func TestAPausedGameMissesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGame(t, model(t, &network{}, 6, always))
		g.play(60)
		time.Sleep(time.Minute)
		g.start = g.start.Add(time.Minute)
		g.play(60)
		g.stop()
		if a := g.p.Stats(); a.Missed != 0 || a.Decisions < 19 || a.Decisions > 21 {
			t.Errorf("%d decisions and %d missed, want about 20 and none", a.Decisions, a.Missed)
		}
	})
}

func TestDecisionsStayOnTheSameTicksAfterLockstep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGame(t, model(t, &network{}, 6, always))
		g.play(20)
		g.p.SetLockstep(true)
		g.play(20)
		g.p.SetLockstep(false)
		g.decisions()
		g.play(3)
		g.stop()
		if all := g.decisions(); len(all) != 1 || all[0].Slot != 7 || all[0].Tick != 42 {
			t.Errorf("the first three frames after lockstep give %d decisions, want one, on tick 42", len(all))
		}
	})
}

func TestAPacerCanSwitchBetweenWallClockAndLockstep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGame(t, model(t, &network{takes: func(int) time.Duration { return time.Millisecond }, deaf: true}, 6, always))
		for i := range 20 {
			g.p.SetLockstep(i%2 == 1)
			g.start, g.tick = time.Now(), 0
			g.play(37)
		}
		g.stop()
		if n := len(g.presses); n < 110 || n > 125 {
			t.Errorf("%d presses in 740 ticks, want one about every 6", n)
		}
	})
}

func TestLockstepAndWallClockPressTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		play := func(lockstep bool) map[int32]sim.Skill {
			g := newGame(t, model(t, &network{}, 6, "decode=argmax&refractory=2"))
			g.p.SetLockstep(lockstep)
			g.play(1200)
			g.stop()
			return g.presses
		}
		wall, lock := play(false), play(true)
		if len(lock) < 5 || len(wall) != len(lock) {
			t.Fatalf("%d presses on the wall clock, %d in lockstep", len(wall), len(lock))
		}
		for tick, k := range lock {
			if wall[tick] != k {
				t.Errorf("at tick %d: %v on the wall clock, %v in lockstep", tick, wall[tick], k)
			}
		}
	})
}
