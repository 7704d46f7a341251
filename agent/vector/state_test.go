package vector_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/vector"
	"github.com/kumite/kumite/sim"
)

// Where a State has the pose of the caller's fighter and how long it is shown, and the
// press on its way.
const (
	startupAt = 1 + int(sim.Dropped) + int(sim.Startup)
	shownAt   = 1 + 12 + 2*(vector.Classes-1) + 2
	pendingAt = vector.StateLen - (vector.Classes - 1) - 1 // plus the skill
)

func states(t *testing.T, b *vector.Batch) [][]float32 {
	t.Helper()
	all := make([]float32, b.Len()*vector.StateLen)
	if err := b.State(all); err != nil {
		t.Fatal(err)
	}
	return slices.Collect(slices.Chunk(all, vector.StateLen))
}

func step(t *testing.T, b *vector.Batch, action int32) (ended []bool) {
	t.Helper()
	ended = make([]bool, b.Len())
	if err := b.Step(slices.Repeat([]int32{action}, b.Len()), make([]float32, b.Len()), ended); err != nil {
		t.Fatal(err)
	}
	return ended
}

func TestStateFollowsAPressFromItsDecisionToItsEnd(t *testing.T) {
	cfg := short(3)
	cfg.Against = []vector.Player{{Script: "dummy"}}
	b := open(t, cfg)
	if s := states(t, b)[0]; s[0] != 1 || s[pendingAt+int(sim.GuardBreak)] != 0 {
		t.Fatalf("at the start free is %v and a guard break is on its way: %v", s[0], s[pendingAt+int(sim.GuardBreak)])
	}
	step(t, b, int32(sim.GuardBreak))
	if s := states(t, b)[0]; s[0] != 0 || s[pendingAt+int(sim.GuardBreak)] != 1 || s[startupAt] != 0 {
		t.Errorf("after the decision free is %v, on its way %v, start-up %v; want 0, 1, 0", s[0], s[pendingAt+int(sim.GuardBreak)], s[startupAt])
	}
	// The press takes effect on tick 6: tick 7 shows the start-up first.
	step(t, b, 0)
	if s := states(t, b)[0]; s[startupAt] != 1 || s[shownAt] != 5.0/60 || s[pendingAt+int(sim.GuardBreak)] != 0 {
		t.Errorf("on tick 12 start-up is %v for %v ticks, on its way %v; want 1, 5, 0", s[startupAt], s[shownAt]*60, s[pendingAt+int(sim.GuardBreak)])
	}
	// A fighter is free as soon as the next press takes effect after its recovery.
	end := 6 + sim.GuardBreak.Spec().Total()
	for tick := int32(12); ; tick += 6 {
		if free := states(t, b)[0][0] == 1; free != (tick+cfg.Delay >= end) {
			t.Errorf("on tick %d free is %v; the recovery ends on tick %d", tick, free, end)
		}
		if tick >= end {
			break
		}
		step(t, b, 0)
	}
}

func TestStateIsThatOfTheOtherSideMirrored(t *testing.T) {
	b := open(t, short(2))
	start := states(t, b)
	if !slices.Equal(start[0], start[1]) {
		t.Error("two matches differ before anything is to be seen; their random numbers are hidden")
	}
	for !step(t, b, 0)[0] {
	}
	step(t, b, 0) // starts the second match, on the other side
	if second := states(t, b)[0]; !slices.Equal(start[0], second) {
		t.Errorf("the first state of a match on the right is\n%v\nwant that on the left\n%v", second, start[0])
	}
}

func TestABlindBatchPlaysTheSameMatches(t *testing.T) {
	blind := short(4)
	blind.Blind = true
	a, b := open(t, short(4)), open(t, blind)
	for decision := range 70 {
		action := int32(decision * 5 % vector.Classes)
		step(t, a, action)
		step(t, b, action)
		if got, want := states(t, b), states(t, a); !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("decision %d: a blind batch has another state", decision)
		}
	}
	spec := b.Spec()
	if err := b.Observe(make([]uint8, 4*spec.Len())); err == nil || !strings.Contains(err.Error(), "blind") {
		t.Errorf("observe of a blind batch: got %v, want an error that says so", err)
	}
}
