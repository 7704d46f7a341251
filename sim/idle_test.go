package sim_test

import (
	"testing"

	"github.com/kumite/kumite/sim"
)

// idle returns a stage on which a guard drops after two seconds.
func idle(distance int32) sim.World {
	w := stage(distance * sim.Px)
	w.Rules.IdleGuardTicks = 120
	return w
}

func TestAFighterThatNeitherMovesNorActsDropsItsGuard(t *testing.T) {
	for _, c := range []struct {
		name    string
		rule    int32
		input   func(tick int) sim.Input
		dropped int // the first tick on which the guard is down, or -1
	}{
		{"still", 120, func(int) sim.Input { return sim.Input{Move: sim.Manual} }, 119},
		{"without the rule", 0, func(int) sim.Input { return sim.Input{Move: sim.Manual} }, -1},
		{"walks for a tick", 120, func(tick int) sim.Input {
			if tick == 100 {
				return sim.Input{Move: sim.Manual | sim.Forward}
			}
			return sim.Input{Move: sim.Manual}
		}, 220},
		{"guards", 120, func(int) sim.Input { return sim.Input{Move: sim.Manual | sim.Block} }, -1},
		{"presses", 120, func(tick int) sim.Input {
			if tick == 100 {
				return sim.Input{Move: sim.Manual, Skill: sim.Poke}
			}
			return sim.Input{Move: sim.Manual}
		}, 100 + int(sim.Poke.Spec().Total()) + 119},
		{"moves by footsies", 120, func(int) sim.Input { return sim.Input{} }, -1},
	} {
		w := idle(200)
		w.Rules.IdleGuardTicks = c.rule
		got := -1
		for tick := range 400 {
			w.Step([2]sim.Input{c.input(tick), {Move: sim.Manual | sim.Block}})
			if f := &w.Fighters[sim.Left]; got < 0 && f.Dropped() {
				got = tick
			}
		}
		if got != c.dropped {
			t.Errorf("%s: the guard is down at tick %d, want %d", c.name, got, c.dropped)
		}
	}
}

func TestAStrikeAtADroppedGuardDoesFullDamage(t *testing.T) {
	for _, k := range []sim.Skill{sim.Poke, sim.Lunge, sim.GuardBreak, sim.Fireball} {
		w := idle(44)
		if k == sim.Fireball {
			w = idle(150)
		}
		damage := int32(0)
		for tick := range 300 {
			in := [2]sim.Input{{Move: sim.Manual | sim.Block}, {Move: sim.Manual}}
			if tick == 130 {
				in[0].Skill = k
			}
			w.Step(in)
			for _, e := range w.Events.All() {
				if e.Kind == sim.Hit {
					damage += e.Damage
				}
			}
		}
		if damage != k.Spec().Damage {
			t.Errorf("%v: %d damage, want %d", k, damage, k.Spec().Damage)
		}
	}
}

// Footsies always move, so the rule changes no match between bots, and its hashes are the
// same.
func TestTheRuleOfTheIdleGuardChangesNoMatchOfBots(t *testing.T) {
	for seed := range uint64(20) {
		r := sim.NewRand(seed, 99)
		rules := sim.DefaultRules()
		without := sim.New(rules, seed)
		rules.IdleGuardTicks = 120
		with := sim.New(rules, seed)
		for without.Outcome() == sim.Running {
			in := [2]sim.Input{anyInput(&r, false), anyInput(&r, false)}
			without.Step(in)
			with.Step(in)
			if without.Hash() != with.Hash() {
				t.Fatalf("seed %d, tick %d: the hashes differ", seed, with.Tick)
			}
		}
	}
}
