package sim_test

import (
	"testing"

	"github.com/kumite/kumite/sim"
)

// stage returns a world with both fighters standing at a distance, with full bars.
func stage(distance int32) sim.World {
	w := sim.New(sim.DefaultRules(), 1)
	w.Fighters[sim.Left].X, w.Fighters[sim.Right].X = -distance/2, distance/2
	for s := range w.Fighters {
		w.Fighters[s].Gauge = sim.GaugeFull
	}
	return w
}

// run steps with both sides standing still except for the skills at the given ticks
// and the keys of the right side. It returns the first event of a kind by a side.
func run(w *sim.World, ticks int, left, right map[int]sim.Skill, keys sim.Move, kind sim.EventKind, side sim.Side) (sim.Event, bool) {
	for t := range ticks {
		w.Step([2]sim.Input{
			{Skill: left[t], Move: sim.Manual},
			{Skill: right[t], Move: sim.Manual | keys},
		})
		for _, e := range w.Events.All() {
			if e.Kind == kind && e.Side == side {
				return e, true
			}
		}
	}
	return sim.Event{}, false
}

func TestEachSkillBeatsWhatItIsFor(t *testing.T) {
	at := func(tick int, k sim.Skill) map[int]sim.Skill { return map[int]sim.Skill{tick: k} }
	for _, c := range []struct {
		name     string
		distance int32
		left     map[int]sim.Skill
		right    map[int]sim.Skill
		keys     sim.Move
		kind     sim.EventKind
		skill    sim.Skill
		damage   int32
	}{
		{"poke against a guard", 44, at(2, sim.Poke), nil, sim.Block, sim.Blocked, sim.Poke, 0},
		{"poke against a ready fighter", 44, at(2, sim.Poke), nil, 0, sim.Blocked, sim.Poke, sim.Poke.Spec().Chip},
		{"poke punishes recovery", 44, at(30, sim.Poke), at(0, sim.AntiAir), 0, sim.Hit, sim.Poke, sim.Poke.Spec().Damage},
		{"lunge punishes from mid-range", 90, at(30, sim.Lunge), at(0, sim.AntiAir), 0, sim.Hit, sim.Lunge, sim.Lunge.Spec().Damage},
		{"guard break opens a guard", 56, at(2, sim.GuardBreak), nil, sim.Block, sim.Hit, sim.GuardBreak, sim.GuardBreak.Spec().Damage},
		{"guard break against a ready fighter", 56, at(2, sim.GuardBreak), nil, 0, sim.Blocked, sim.GuardBreak, sim.GuardBreak.Spec().Chip},
		{"guard break breaks a parry", 56, at(0, sim.GuardBreak), at(10, sim.Parry), 0, sim.Hit, sim.GuardBreak, sim.GuardBreak.Spec().Damage},
		{"anti-air catches a hop", 50, at(8, sim.AntiAir), nil, sim.Hop, sim.Hit, sim.AntiAir, sim.AntiAir.Spec().Damage},
		{"parry turns a lunge", 60, at(4, sim.Parry), at(0, sim.Lunge), 0, sim.Hit, sim.Parry, sim.Parry.Spec().Damage},
		{"dash eats a fireball and hits", 130, at(34, sim.Dash), at(0, sim.Fireball), 0, sim.Hit, sim.Dash, sim.Dash.Spec().Damage},
		{"fireball hits a ready fighter", 150, at(0, sim.Fireball), nil, 0, sim.Hit, sim.Fireball, sim.Fireball.Spec().Chip},
		{"fireball against a guard", 150, at(0, sim.Fireball), nil, sim.Block, sim.Blocked, sim.Fireball, 0},
		{"ultimate hits a ready fighter", 80, at(0, sim.Ultimate), nil, 0, sim.Hit, sim.Ultimate, sim.Ultimate.Spec().Damage},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := stage(c.distance * sim.Px)
			before := w.Fighters[sim.Right].Health
			e, ok := run(&w, 120, c.left, c.right, c.keys, c.kind, sim.Left)
			if !ok || e.Skill != c.skill || e.Damage != c.damage {
				t.Fatalf("got %+v (seen %v), want %v with damage %d", e, ok, c.skill, c.damage)
			}
			if lost := before - w.Fighters[sim.Right].Health; lost != c.damage {
				t.Errorf("the victim lost %d health, want %d", lost, c.damage)
			}
		})
	}
}

func TestWrongAnswersMiss(t *testing.T) {
	at := func(tick int, k sim.Skill) map[int]sim.Skill { return map[int]sim.Skill{tick: k} }
	for _, c := range []struct {
		name     string
		distance int32
		left     map[int]sim.Skill
		keys     sim.Move
	}{
		{"poke out of reach", 80, at(0, sim.Poke), 0},
		{"anti-air against the ground", 50, at(0, sim.AntiAir), 0},
		{"lunge below a hop", 70, at(6, sim.Lunge), sim.Hop},
		{"parry without a strike", 50, at(0, sim.Parry), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := stage(c.distance * sim.Px)
			if e, ok := run(&w, 44, c.left, nil, c.keys, sim.Hit, sim.Left); ok {
				t.Errorf("got %+v, want no hit", e)
			}
		})
	}
}

func TestAPressTakesItsCostAndDuration(t *testing.T) {
	for k := sim.Poke; k < sim.NumSkills; k++ {
		w := stage(200 * sim.Px)
		w.Step([2]sim.Input{{Skill: k, Move: sim.Manual}, {Move: sim.Manual}})
		f := &w.Fighters[sim.Left]
		spec := k.Spec()
		if got := sim.StaminaFull - f.Stamina; got != spec.Cost {
			t.Errorf("%v took %d stamina, want %d", k, got, spec.Cost)
		}
		if got := sim.GaugeFull - f.Gauge; got != spec.Gauge {
			t.Errorf("%v took %d gauge, want %d", k, got, spec.Gauge)
		}
		busy := 1
		for ; f.Phase != sim.Ready; busy++ {
			w.Step([2]sim.Input{{Skill: k, Move: sim.Manual}, {Move: sim.Manual}})
			if len(w.Events.All()) > 0 && w.Events.All()[0].Kind == sim.Accepted {
				t.Fatalf("%v was accepted again while busy", k)
			}
		}
		if int32(busy) != spec.Total() {
			t.Errorf("%v keeps its fighter busy for %d ticks, want %d", k, busy, spec.Total())
		}
		if f.Can(k) && spec.Cooldown > spec.Total() {
			t.Errorf("%v can be pressed again after %d ticks, want its cooldown of %d", k, busy, spec.Cooldown)
		}
	}
}

func TestSkillNamesRoundTrip(t *testing.T) {
	for k := sim.None; k < sim.NumSkills; k++ {
		if got, ok := sim.ParseSkill(k.String()); !ok || got != k {
			t.Errorf("ParseSkill(%q) = %v, %v", k, got, ok)
		}
	}
	if _, ok := sim.ParseSkill("fierball"); ok {
		t.Error("a misspelt skill is accepted")
	}
}
