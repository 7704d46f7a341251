package sim_test

import (
	"encoding/json"
	"testing"

	"github.com/kumite/kumite/sim"
)

const wrongPressCost = 70

// costly returns a stage with WrongPressCost.
func costly(distance int32) sim.World {
	w := stage(distance * sim.Px)
	w.Rules.WrongPressCost = wrongPressCost
	return w
}

func TestAWrongPressCostsHealthWhenItEnds(t *testing.T) {
	at := func(tick int, k sim.Skill) map[int]sim.Skill { return map[int]sim.Skill{tick: k} }
	for _, c := range []struct {
		name     string
		distance int32
		left     map[int]sim.Skill
		right    map[int]sim.Skill
		keys     sim.Move
		missed   [2]int // charges, left and right
	}{
		{"a poke into the air", 200, at(0, sim.Poke), nil, 0, [2]int{1, 0}},
		{"a poke into a guard", 44, at(2, sim.Poke), nil, sim.Block, [2]int{1, 0}},
		{"a poke at a ready fighter", 44, at(2, sim.Poke), nil, 0, [2]int{1, 0}},
		{"a poke that hits, and what it hits", 44, at(30, sim.Poke), at(0, sim.AntiAir), 0, [2]int{0, 1}},
		{"a parry of nothing", 60, at(0, sim.Parry), nil, 0, [2]int{1, 0}},
		{"a parry that turns a lunge", 60, at(4, sim.Parry), at(0, sim.Lunge), 0, [2]int{0, 1}},
		{"a fireball that hits", 150, at(0, sim.Fireball), nil, 0, [2]int{0, 0}},
		{"a fireball into a guard", 150, at(0, sim.Fireball), nil, sim.Block, [2]int{1, 0}},
		{"a fireball that is eaten", 130, at(34, sim.Dash), at(0, sim.Fireball), 0, [2]int{0, 1}},
		{"both hit on one tick", 44, at(0, sim.Poke), at(0, sim.Poke), 0, [2]int{0, 0}},
		{"no press", 44, nil, nil, 0, [2]int{0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := costly(c.distance)
			free := stage(c.distance * sim.Px)
			var missed [2]int
			for tick := range 300 {
				in := [2]sim.Input{{Skill: c.left[tick], Move: sim.Manual}, {Skill: c.right[tick], Move: sim.Manual | c.keys}}
				w.Step(in)
				free.Step(in)
				for _, e := range w.Events.All() {
					if e.Kind == sim.Missed {
						missed[e.Side]++
					}
				}
			}
			if missed != c.missed {
				t.Errorf("left missed %d and right %d, want %v", missed[0], missed[1], c.missed)
			}
			for s, n := range c.missed {
				if paid := free.Fighters[s].Health - w.Fighters[s].Health; paid != int32(n)*wrongPressCost {
					t.Errorf("%v paid %d, want %d", sim.Side(s), paid, n*wrongPressCost)
				}
			}
		})
	}
}

func TestAFireballThatLeavesTheArenaIsAWrongPress(t *testing.T) {
	w := costly(150)
	missed := false
	for tick := range 300 {
		var in [2]sim.Input
		in[0].Move, in[1].Move = sim.Manual, sim.Manual
		if tick == 0 {
			in[0].Skill = sim.Fireball
		}
		w.Fighters[sim.Right].Y, w.Fighters[sim.Right].Grace = 0, 2 // nothing hits it
		w.Step(in)
		for _, e := range w.Events.All() {
			missed = missed || e.Kind == sim.Missed && e.Side == sim.Left && e.Skill == sim.Fireball
		}
	}
	if !missed {
		t.Error("no Missed event, want one")
	}
}

func TestAWrongPressCanLoseTheMatch(t *testing.T) {
	w := costly(200)
	w.Fighters[sim.Left].Health = wrongPressCost
	for tick := range 120 {
		in := [2]sim.Input{{Move: sim.Manual}, {Move: sim.Manual}}
		if tick == 0 {
			in[0].Skill = sim.Poke
		}
		w.Step(in)
	}
	if w.Outcome() != sim.RightWins {
		t.Errorf("outcome is %v, want the right side's", w.Outcome())
	}
}

func TestNeitherSideIsChargedFirst(t *testing.T) {
	rules := sim.DefaultRules()
	rules.WrongPressCost = wrongPressCost
	missed := 0
	for seed := range uint64(60) {
		r := sim.NewRand(seed, 99)
		w := sim.New(rules, seed)
		m := w.Mirror()
		for w.Outcome() == sim.Running {
			a, b := anyInput(&r, seed%3 == 0), anyInput(&r, seed%3 == 0)
			w.Step([2]sim.Input{a, b})
			m.Step([2]sim.Input{b, a})
			back := m.Mirror()
			if back.Hash() != w.Hash() {
				t.Fatalf("seed %d tick %d: the mirrored world differs", seed, w.Tick)
			}
			for _, e := range w.Events.All() {
				if e.Kind == sim.Missed {
					missed++
				}
			}
		}
	}
	if missed < 60 {
		t.Errorf("%d wrong presses in 60 matches, want at least 60", missed)
	}
}

func TestRulesWithoutACostOmitIt(t *testing.T) {
	data, err := json.Marshal(sim.DefaultRules())
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"match_ticks":3600,"health":1000}`; string(data) != want {
		t.Errorf("got %s, want %s", data, want)
	}
	rules := sim.DefaultRules()
	rules.WrongPressCost = -1
	if rules.Validate() == nil {
		t.Error("a negative cost: no error")
	}
}
