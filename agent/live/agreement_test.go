package live

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// beside plays an agent and its shadow on the same frames.
func beside(t *testing.T, lockstep bool, acts, shadows *network, ticks int) *Agreement {
	var g Agreement
	synctest.Test(t, func(t *testing.T) {
		const masked = "decode=argmax"
		game := newGame(t, model(t, acts, 6, masked))
		shadow := New(model(t, shadows, 6, masked))
		game.p.SetLockstep(lockstep)
		shadow.SetLockstep(lockstep)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- shadow.Run(ctx) }()
		game.shadow = shadow
		var m Snapshot
		for range ticks {
			game.play(1)
			for game.p.Poll(&m) {
				g.Acted(&m)
			}
			for shadow.Poll(&m) {
				g.Shadowed(&m)
			}
		}
		game.stop()
		cancel()
		<-done
	})
	return &g
}

func TestTheSameModelAgreesWithItsShadow(t *testing.T) {
	for _, lockstep := range []bool{true, false} {
		g := beside(t, lockstep, &network{}, &network{takes: func(int) time.Duration { return 2 * time.Millisecond }}, 1200)
		if g.Frames < 199 || g.Same != g.Frames || g.BothActed == 0 || g.SameSkill != g.BothActed || len(g.Differences()) != 0 {
			t.Errorf("lockstep %v: %+v, want the same on all of 200 frames", lockstep, *g)
		}
	}
}

func TestDifferencesAreCountedAndShown(t *testing.T) {
	for _, lockstep := range []bool{true, false} {
		g := beside(t, lockstep, &network{scores: []float32{0, 5, 0}}, &network{scores: []float32{5, 0, 0}}, 1200)
		if g.OnlyActed == 0 || g.OnlyShadow != 0 || g.BothActed != 0 || g.Same+g.OnlyActed != g.Frames || len(g.Differences()) != g.OnlyActed {
			t.Errorf("lockstep %v: %+v, want only the agent to act", lockstep, *g)
		}
		for _, d := range g.Differences() {
			if d.Acted.Name() != "poke" || d.Shadow.Name() != "no_action" {
				t.Errorf("lockstep %v: at tick %d %v against %v", lockstep, d.Tick, d.Acted, d.Shadow)
			}
		}
		g = beside(t, lockstep, &network{scores: []float32{0, 5, 0}}, &network{scores: []float32{0, 0, 5}}, 60)
		if g.BothActed == 0 || g.SameSkill != 0 || len(g.Differences()) == 0 {
			t.Errorf("lockstep %v: %+v, want other skills", lockstep, *g)
		}
	}
}

func TestAShadowThatComesLaterDecidesOnTheSameFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		game := newGame(t, model(t, &network{}, 6, always))
		game.play(21) // half a decision period
		shadow := New(model(t, &network{}, 6, always))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- shadow.Run(ctx) }()
		game.decisions()
		game.shadow = shadow
		game.play(60)
		game.stop()
		cancel()
		<-done
		var m Snapshot
		for _, want := range game.decisions() {
			if !shadow.Poll(&m) || m.Tick != want.Tick {
				t.Errorf("the shadow decided on tick %d, the agent on %d", m.Tick, want.Tick)
			}
		}
	})
}

func TestFramesThatOneMissedAreNotCompared(t *testing.T) {
	g := beside(t, false, &network{}, &network{takes: func(int) time.Duration { return time.Hour }}, 600)
	if g.Frames != 0 || g.Unpaired < 98 {
		t.Errorf("%+v, want no frame that both decided on", *g)
	}
}
