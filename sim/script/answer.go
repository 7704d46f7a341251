package script

import "github.com/kumite/kumite/sim"

// answer returns the best skill that a side can press on this tick, or None. It sees
// the true state and extrapolates what is in progress: phases, fireballs in flight
// and hops.
func answer(w *sim.World, me sim.Side) sim.Skill {
	f := &w.Fighters[me]
	if f.Phase != sim.Ready {
		return sim.None
	}
	for _, c := range [...]struct {
		skill sim.Skill
		right func(*sim.World, sim.Side) bool
	}{
		{sim.Parry, parryTurns},
		{sim.Dash, dashEats},
		{sim.AntiAir, antiAirCatches},
		{sim.Ultimate, ultimateLands},
		{sim.GuardBreak, guardBreaks},
		{sim.Lunge, lungePunishes},
		{sim.Poke, pokePunishes},
		{sim.Fireball, fireballLands},
	} {
		if f.Can(c.skill) && c.right(w, me) {
			return c.skill
		}
	}
	return sim.None
}

// later returns the phase and skill of a busy fighter some ticks from now, as far as
// its current skill determines them.
func later(f *sim.Fighter, ticks int32) (sim.Phase, sim.Skill) {
	phase, left := f.Phase, f.Timer
	spec := f.Skill.Spec()
	for phase != sim.Ready && left <= ticks {
		switch phase {
		case sim.Startup:
			phase, left = sim.Active, left+spec.Active
		case sim.Active:
			phase, left = sim.Recovery, left+spec.Recovery
		default:
			return sim.Ready, sim.None
		}
	}
	return phase, f.Skill
}

// open reports whether the opponent will be committed and not parrying when a strike
// arrives in the given number of ticks.
func open(o *sim.Fighter, ticks int32) bool {
	if o.Phase == sim.Hopping || o.Phase == sim.Hurt || o.Grace > ticks {
		return false
	}
	if o.Dropped() {
		return true
	}
	phase, skill := later(o, ticks)
	return phase != sim.Ready && !(phase == sim.Active && skill == sim.Parry)
}

// arrival returns the time from a press until the strike reaches an opponent at a
// distance. ok is false if it does not reach it.
func arrival(k sim.Skill, distance int32) (ticks int32, ok bool) {
	s := k.Spec()
	ticks = s.Startup
	if distance <= s.Reach {
		return ticks + 1, true
	}
	if s.Advance == 0 {
		return 0, false
	}
	ticks += (distance - s.Reach + s.Advance - 1) / s.Advance
	return ticks + 1, ticks < s.Startup+s.Active
}

// threatened returns the number of ticks until the opponent's strike in progress reaches
// this side. ok is false if none does.
func threatened(w *sim.World, me sim.Side) (ticks int32, ok bool) {
	o := &w.Fighters[me.Other()]
	if o.Phase != sim.Startup || !o.Skill.Strikes() || o.Skill == sim.AntiAir {
		return 0, false
	}
	ticks, ok = arrival(o.Skill, w.Distance())
	return ticks - (o.Skill.Spec().Startup - o.Timer), ok
}

func parryTurns(w *sim.World, me sim.Side) bool {
	o := &w.Fighters[me.Other()]
	ticks, ok := threatened(w, me)
	s := sim.Parry.Spec()
	return ok && o.Skill != sim.GuardBreak && ticks > s.Startup && ticks < s.Startup+s.Active
}

// dashEats reports whether a dash would eat a fireball that is in flight or about to be
// thrown.
func dashEats(w *sim.World, me sim.Side) bool {
	f, o, shot := &w.Fighters[me], &w.Fighters[me.Other()], &w.Shots[me.Other()]
	if w.Distance() > 190*sim.Px {
		return false
	}
	s := sim.Dash.Spec()
	if shot.Live && (shot.X-f.X)*shot.Dir < 0 {
		gap := max(shot.X-f.X, f.X-shot.X)
		return gap > 34*sim.Px && gap < 150*sim.Px
	}
	return o.Phase == sim.Startup && o.Skill == sim.Fireball &&
		o.Timer < s.Startup+s.Active-6 && w.Distance() > 60*sim.Px
}

func antiAirCatches(w *sim.World, me sim.Side) bool {
	o := &w.Fighters[me.Other()]
	s := sim.AntiAir.Spec()
	return o.Phase == sim.Hopping && o.Timer > s.Startup+4 && w.Distance() < s.Reach-4*sim.Px
}

func guardBreaks(w *sim.World, me sim.Side) bool {
	o := &w.Fighters[me.Other()]
	s := sim.GuardBreak.Spec()
	if w.Distance() > s.Reach-2*sim.Px || o.Grace > s.Startup {
		return false
	}
	if o.Phase == sim.Ready {
		return o.Stance == sim.Guard
	}
	phase, skill := later(o, s.Startup+1)
	return phase == sim.Active && skill == sim.Parry
}

func lungePunishes(w *sim.World, me sim.Side) bool {
	return lands(w, me, sim.Lunge) && w.Distance() > sim.Poke.Spec().Reach-6*sim.Px
}

func pokePunishes(w *sim.World, me sim.Side) bool { return lands(w, me, sim.Poke) }

func ultimateLands(w *sim.World, me sim.Side) bool { return lands(w, me, sim.Ultimate) }

// lands reports whether a strike pressed now would hit a committed opponent before the
// opponent's own strike.
func lands(w *sim.World, me sim.Side, k sim.Skill) bool {
	o := &w.Fighters[me.Other()]
	ticks, ok := arrival(k, w.Distance()+2*sim.Px)
	if !ok || !open(o, ticks) || !open(o, ticks+2) {
		return false
	}
	if threat, ok := threatened(w, me); ok && threat <= ticks {
		return false
	}
	return o.Phase != sim.Active || !o.Skill.Strikes() || w.Distance() > o.Skill.Spec().Reach+o.Skill.Spec().Advance*o.Timer
}

// fireballLands reports whether a fireball is worthwhile: the opponent is far away,
// ready but not guarding, and either has no dash to eat it or is far ahead in health.
func fireballLands(w *sim.World, me sim.Side) bool {
	f, o := &w.Fighters[me], &w.Fighters[me.Other()]
	if w.Shots[me].Live || w.Shots[me.Other()].Live || w.Distance() < 112*sim.Px {
		return false
	}
	if o.Phase != sim.Ready || o.Stance == sim.Guard {
		return false
	}
	return !o.Charged(sim.Dash) || o.Health > f.Health+120
}
