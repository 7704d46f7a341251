package watch

import (
	"fmt"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
)

// account follows the presses of one side: what they were answers to, and what came of
// them. The zero value is a side that has not pressed.
type account struct {
	press
	pressed int // presses that the game accepted
}

// press is one press with its result.
type press struct {
	skill      sim.Skill
	tick       int32  // of the world before the press took effect
	situation  string // of the opponent, then
	result     string // "" while it is open
	tone       panel.Tone
	resultTick int32
	damage     int32
}

// see follows a tick: the worlds before and after it.
func (a *account) see(me sim.Side, before, w *sim.World) {
	mine := func(e sim.Event) bool { return e.Side == me && e.Skill == a.skill && a.result == "" }
	for _, e := range w.Events.All() {
		switch {
		case e.Kind == sim.Accepted && e.Side == me:
			a.press = press{skill: e.Skill, tick: before.Tick, situation: situation(before, me, e.Skill)}
			a.pressed++
		case e.Kind == sim.Rejected && e.Side == me:
			// A skill in progress keeps its account: its result is still to come.
			if a.skill == sim.None || a.result != "" {
				a.press = press{skill: e.Skill, tick: before.Tick, situation: situation(before, me, e.Skill)}
				a.end(w, panel.Poor, "not possible: "+hindrance(&before.Fighters[me], e.Skill))
			}
		case e.Kind == sim.Hit && mine(e):
			a.damage = e.Damage
			a.end(w, panel.Good, hitText(e))
		case e.Kind == sim.Blocked && mine(e):
			a.damage = e.Damage
			a.end(w, panel.Poor, fmt.Sprintf("blocked: %d of %d damage", e.Damage, e.Skill.Spec().Damage))
		case e.Kind == sim.Parried && mine(e):
			a.end(w, panel.Poor, fmt.Sprintf("parried: 0 of %d damage", e.Skill.Spec().Damage))
		case e.Kind == sim.Eaten && mine(e):
			a.end(w, panel.Good, "ate the fireball")
		case e.Kind == sim.Eaten && e.Side != me && a.skill == sim.Fireball && a.result == "":
			a.end(w, panel.Poor, "eaten by a dash")
		}
	}
	f := &w.Fighters[me]
	switch {
	case a.skill == sim.None || a.result != "" || f.Skill == a.skill:
	case a.skill == sim.Fireball && w.Shots[me].Live:
	case f.Phase == sim.Hurt:
		a.end(w, panel.Poor, fmt.Sprintf("interrupted: 0 of %d damage", a.skill.Spec().Damage))
	default:
		a.end(w, panel.Poor, fmt.Sprintf("missed: 0 of %d damage", a.skill.Spec().Damage))
	}
}

func (p *press) end(w *sim.World, tone panel.Tone, result string) {
	p.result, p.tone, p.resultTick = result, tone, w.Tick
}

func hitText(e sim.Event) string {
	full := e.Skill.Spec().Damage
	if e.Skill == sim.Parry {
		return fmt.Sprintf("parried the strike: %d damage", e.Damage)
	}
	if e.Damage < full {
		return fmt.Sprintf("hit: %d of %d damage", e.Damage, full)
	}
	return fmt.Sprintf("hit: %d damage", e.Damage)
}

// hindrance says why a fighter cannot press a skill.
func hindrance(f *sim.Fighter, k sim.Skill) string {
	spec := k.Spec()
	switch {
	case f.Phase == sim.Ready && f.Cooldowns[k] > 0:
		return fmt.Sprintf("on cooldown for %.1f s", seconds(f.Cooldowns[k]))
	case f.Phase == sim.Ready && f.Gauge < spec.Gauge:
		return "the gauge is not full"
	case f.Phase == sim.Ready && f.Stamina < spec.Cost:
		return fmt.Sprintf("stamina %d of %d", f.Stamina, spec.Cost)
	}
	return "busy " + doing(f)
}

func seconds(ticks int32) float64 { return float64(ticks) / sim.TickRate }

// situation describes a side's opponent and whether a skill reaches it.
func situation(w *sim.World, me sim.Side, k sim.Skill) string {
	o := &w.Fighters[me.Other()]
	text := "opponent " + doing(o)
	spec := k.Spec()
	switch {
	case k == sim.Dash && w.Shots[me.Other()].Live:
		return "a fireball on its way, " + text
	case k == sim.Parry:
	case k == sim.Fireball:
		text += fmt.Sprintf(", %d px away", w.Distance()/sim.Px)
	case w.Distance() <= spec.Reach+spec.Advance*spec.Active:
		text += ", in reach"
	default:
		text += ", out of reach"
	}
	return text
}

// doing describes what a fighter is doing.
func doing(f *sim.Fighter) string {
	switch f.Phase {
	case sim.Hopping:
		return "in the air"
	case sim.Landing:
		return "landing"
	case sim.Startup:
		return "starting " + f.Skill.String()
	case sim.Active:
		return "in the middle of " + f.Skill.String()
	case sim.Recovery:
		return "recovering from " + f.Skill.String()
	case sim.Hurt:
		return "stunned"
	case sim.Down:
		return "knocked out"
	}
	switch f.Stance {
	case sim.StepForward:
		return "stepping in"
	case sim.StepBack:
		return "stepping back"
	case sim.Guard:
		return "guarding"
	case sim.Dropped:
		return "with its guard down"
	}
	return "standing ready"
}
