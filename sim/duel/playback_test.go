package duel_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// worlds plays a recording and returns every world.
func worlds(r *duel.Recording) []sim.World {
	w := r.Start()
	all := []sim.World{w}
	for _, in := range r.Inputs {
		w.Step(in)
		all = append(all, w)
	}
	return all
}

func playback(t *testing.T, r *duel.Recording) *duel.Playback {
	t.Helper()
	p, err := duel.NewPlayback(r)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSeekReachesAnyTickFromAnyOther(t *testing.T) {
	r := record(t)
	want := worlds(r)
	p := playback(t, r)
	if p.Desync() != nil || int(p.Len()) != len(r.Inputs) || p.Tick() != 0 {
		t.Fatalf("a valid recording of %d ticks: length %d, tick %d, %v", len(r.Inputs), p.Len(), p.Tick(), p.Desync())
	}
	rnd := rand.New(rand.NewPCG(1, 1))
	at := int32(0)
	for range 2000 {
		switch rnd.IntN(4) {
		case 0:
			at = max(at-1, 0)
			p.Back()
		case 1:
			at = min(at+1, p.Len())
			p.Forward()
		default:
			at = rnd.Int32N(p.Len() + 1)
			p.Seek(at)
		}
		if *p.World() != want[at] {
			t.Fatalf("at tick %d the world is that of tick %d", at, p.Tick())
		}
		if in := p.Inputs(); at < p.Len() && in != r.Inputs[at] || at == p.Len() && in != [2]sim.Input{} {
			t.Fatalf("at tick %d the inputs are %v", at, in)
		}
	}
}

func TestSeekingStopsAtBothEnds(t *testing.T) {
	p := playback(t, record(t))
	p.Seek(-5)
	if p.Tick() != 0 || p.Back() {
		t.Errorf("before the start: tick %d", p.Tick())
	}
	p.Seek(p.Len() + 100)
	if p.Tick() != p.Len() || p.Forward() || p.World().Outcome() == sim.Running {
		t.Errorf("after the end: tick %d of %d, %v", p.Tick(), p.Len(), p.World().Outcome())
	}
}

func TestARecordingIsPlayedUpToItsFirstDifference(t *testing.T) {
	r := record(t)
	r.Hashes[3]++
	p := playback(t, r)
	var desync *duel.DesyncError
	if !errors.As(p.Desync(), &desync) || desync.Tick != 4*duel.HashEvery || p.Len() != desync.Tick-1 {
		t.Errorf("%v, length %d; want a desync by tick %d and all ticks before it", p.Desync(), p.Len(), 4*duel.HashEvery)
	}
	r.RulesVersion++
	if _, err := duel.NewPlayback(r); err == nil {
		t.Error("a recording of another rules version: no error")
	}
}

func TestSeekingAllocatesNothing(t *testing.T) {
	p := playback(t, record(t))
	at := int32(0)
	if n := testing.AllocsPerRun(100, func() { at = (at + 997) % p.Len(); p.Seek(at) }); n != 0 {
		t.Errorf("a seek allocates %v times, want 0", n)
	}
}

func TestSeekPlaysAtMostSnapshotEveryTicks(t *testing.T) {
	r := record(t)
	want := worlds(r)
	p := playback(t, r)
	const target = 1000
	for i := range target - duel.SnapshotEvery {
		r.Inputs[i] = [2]sim.Input{{Skill: sim.Poke}, {Skill: sim.Lunge}} // playing these gives a different world
	}
	if p.Seek(target); *p.World() != want[target] {
		t.Errorf("seeking tick %d plays ticks before %d", target, target-duel.SnapshotEvery)
	}
}
