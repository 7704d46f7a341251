package sim_test

import (
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/kumite/kumite/sim"
)

var update = flag.Bool("update", false, "renew the golden files")

// anyInput draws a random input: sometimes a press, and keys if manual is set.
func anyInput(r *sim.Rand, manual bool) sim.Input {
	var in sim.Input
	if r.Chance(12) {
		in.Skill = sim.Skill(r.Below(int32(sim.NumSkills)))
	}
	if manual {
		in.Move = sim.Move(r.Below(32))
	}
	return in
}

// play plays a match of random inputs and calls each after every tick.
func play(seed uint64, each func(w *sim.World)) sim.World {
	r := sim.NewRand(seed, 99)
	w := sim.New(sim.DefaultRules(), seed)
	for w.Outcome() == sim.Running {
		w.Step([2]sim.Input{anyInput(&r, seed%3 == 0), anyInput(&r, seed%3 == 0)})
		if each != nil {
			each(&w)
		}
	}
	return w
}

func TestSteppingAMirroredWorldGivesTheMirroredResult(t *testing.T) {
	for seed := range uint64(60) {
		r := sim.NewRand(seed, 99)
		w := sim.New(sim.DefaultRules(), seed)
		m := w.Mirror()
		for w.Outcome() == sim.Running {
			a, b := anyInput(&r, seed%3 == 0), anyInput(&r, seed%3 == 0)
			w.Step([2]sim.Input{a, b})
			m.Step([2]sim.Input{b, a})
			back := m.Mirror()
			if got, want := back.Hash(), w.Hash(); got != want {
				t.Fatalf("seed %d tick %d: mirrored world differs:\n got %+v\nwant %+v", seed, w.Tick, back.Fighters, w.Fighters)
			}
		}
	}
}

func TestSameSeedAndInputsGiveTheSameHashesOnEveryPlatform(t *testing.T) {
	const golden = "testdata/hashes.json"
	got := map[string][]uint64{}
	for _, seed := range []uint64{1, 2, 3, 42} {
		var hashes []uint64
		play(seed, func(w *sim.World) {
			if w.Tick%300 == 0 || w.Outcome() != sim.Running {
				hashes = append(hashes, w.Hash())
			}
		})
		name, _ := json.Marshal(seed)
		got[string(name)] = hashes
	}
	if *update {
		out, err := json.MarshalIndent(got, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, append(out, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string][]uint64
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	for seed, hashes := range want {
		if len(got[seed]) != len(hashes) {
			t.Fatalf("seed %s: %d hashes, want %d; a rules change bumps RulesVersion and renews %s with -update", seed, len(got[seed]), len(hashes), golden)
		}
		for i := range hashes {
			if got[seed][i] != hashes[i] {
				t.Fatalf("seed %s: hash %d is %d, want %d; a rules change bumps RulesVersion and renews %s with -update", seed, i, got[seed][i], hashes[i], golden)
			}
		}
	}
}

func TestTheWorldStaysWithinItsBounds(t *testing.T) {
	for seed := range uint64(60) {
		play(seed, func(w *sim.World) {
			for s, f := range w.Fighters {
				switch {
				case f.X < -sim.Wall || f.X > sim.Wall:
					t.Fatalf("seed %d tick %d: %v is at x %d, outside the walls", seed, w.Tick, sim.Side(s), f.X)
				case f.Health < 0 || f.Stamina < 0 || f.Stamina > sim.StaminaFull || f.Gauge < 0 || f.Gauge > sim.GaugeFull:
					t.Fatalf("seed %d tick %d: %v has bars out of range: %+v", seed, w.Tick, sim.Side(s), f)
				case f.Phase == sim.Ready && f.Y != 0:
					t.Fatalf("seed %d tick %d: %v is ready in the air", seed, w.Tick, sim.Side(s))
				}
			}
			if d := w.Distance(); d < sim.BodyWidth {
				t.Fatalf("seed %d tick %d: bodies overlap, distance %d", seed, w.Tick, d)
			}
		})
	}
}

func TestEveryMatchEndsAtTheBellOrByKnockOut(t *testing.T) {
	w := sim.New(sim.DefaultRules(), 7)
	for range 60 * sim.TickRate {
		w.Step([2]sim.Input{})
	}
	if w.Outcome() != sim.Draw {
		t.Errorf("two fighters that never act end in %v, want a draw", w.Outcome())
	}
	before := w.Hash()
	w.Step([2]sim.Input{{Skill: sim.Poke}, {}})
	if w.Hash() != before {
		t.Error("a step changed a finished match")
	}
}

func TestStepAndHashAllocateNothing(t *testing.T) {
	w := sim.New(sim.DefaultRules(), 5)
	r := sim.NewRand(5, 99)
	if n := testing.AllocsPerRun(1000, func() {
		w.Step([2]sim.Input{anyInput(&r, false), anyInput(&r, false)})
		w.Hash()
	}); n != 0 {
		t.Errorf("Step and Hash allocate %v times a tick, want 0", n)
	}
}

func TestRulesOutOfBoundsAreRefused(t *testing.T) {
	for _, r := range []sim.Rules{{}, {MatchTicks: 59, Health: 1}, {MatchTicks: 3600, Health: 0}} {
		if r.Validate() == nil {
			t.Errorf("rules %+v: no error", r)
		}
	}
}

func BenchmarkStep(b *testing.B) {
	w := sim.New(sim.DefaultRules(), 1)
	r := sim.NewRand(1, 99)
	for b.Loop() {
		w.Step([2]sim.Input{anyInput(&r, false), anyInput(&r, false)})
		if w.Outcome() != sim.Running {
			w = sim.New(sim.DefaultRules(), 1)
		}
	}
}
