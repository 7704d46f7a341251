package sim

// launch creates a fireball on the first active tick and moves those in flight.
func (w *World) launch(s Side) {
	f, shot := &w.Fighters[s], &w.Shots[s]
	if shot.Live {
		shot.X += shot.Dir * shotSpeed
		if abs(shot.X) > ArenaWidth/2 {
			shot.Live = false
			w.charge(s, Fireball)
		}
	}
	if f.Phase == Active && f.Skill == Fireball && !f.connected {
		f.connected, f.idle = true, false // from now on the shot decides whether the press was wrong
		*shot = Shot{Live: true, X: f.X + f.Facing*20*Px, Dir: f.Facing}
	}
}

// contact is the effect of one side's strike or shot on this tick.
type contact struct {
	kind   EventKind // 0 for no contact
	skill  Skill
	damage int32
}

// resolve determines both sides' contacts before it applies any, so that neither side
// goes first.
func (w *World) resolve() {
	for s := range w.Shots {
		w.feed(Side(s))
	}
	var strikes, shots [2]contact
	for s := range w.Fighters {
		strikes[s] = w.strike(Side(s))
		shots[s] = w.shot(Side(s))
	}
	// A fighter that hits is not charged for a wrong press even if it is hit on the
	// same tick.
	for s := range w.Fighters {
		switch strikes[s].kind {
		case Hit:
			w.Fighters[s].idle = false
		case Parried:
			w.Fighters[Side(s).Other()].idle = false
		}
	}
	for s := range w.Fighters {
		w.apply(Side(s), strikes[s])
		w.apply(Side(s), shots[s])
	}
}

// feed makes a dash eat the opponent's fireball.
func (w *World) feed(thrower Side) {
	shot, f := &w.Shots[thrower], &w.Fighters[thrower.Other()]
	if shot.Live && f.Phase == Active && f.Skill == Dash && abs(shot.X-f.X) <= ShotRadius+10*Px {
		shot.Live, f.Fed, f.idle = false, true, false
		w.charge(thrower, Fireball)
		w.Events.add(Event{Kind: Eaten, Side: thrower.Other(), Skill: Dash})
	}
}

// strike returns the contact of a side's strike.
func (w *World) strike(s Side) contact {
	f, v := &w.Fighters[s], &w.Fighters[s.Other()]
	if f.Phase != Active || f.connected || !f.Skill.Strikes() {
		return contact{}
	}
	spec := f.Skill.Spec()
	ahead := (v.X - f.X) * f.Facing
	if ahead < 0 || ahead > spec.Reach || v.Grace > 0 || v.Phase == Hurt || v.Phase == Down {
		return contact{}
	}
	if v.Airborne() != (f.Skill == AntiAir) {
		return contact{} // passes below or above
	}
	c := contact{kind: Hit, skill: f.Skill, damage: spec.Damage}
	guarding := v.Phase == Ready && v.Stance == Guard
	switch {
	case v.Airborne(), v.Busy() && !v.Parrying(), v.Dropped():
	case v.Parrying() && f.Skill != GuardBreak:
		c.kind, c.damage = Parried, Parry.Spec().Damage
	case f.Skill == GuardBreak && (guarding || v.Parrying()):
	case guarding:
		c.kind, c.damage = Blocked, 0
	case f.Skill == Ultimate || f.Fed:
	default:
		c.kind, c.damage = Blocked, spec.Chip
	}
	return c
}

// shot returns the contact of a side's fireball.
func (w *World) shot(s Side) contact {
	shot, v := &w.Shots[s], &w.Fighters[s.Other()]
	if !shot.Live || abs(shot.X-v.X) > ShotRadius || v.Y > shotHeight || v.Grace > 0 || v.Phase == Hurt || v.Phase == Down {
		return contact{}
	}
	c := contact{kind: Hit, skill: Fireball, damage: Fireball.Spec().Damage}
	if v.Phase == Ready && !v.Dropped() {
		c.damage = Fireball.Spec().Chip
		if v.Stance == Guard {
			c.kind, c.damage = Blocked, 0
		}
	}
	return c
}

// apply applies one contact.
func (w *World) apply(s Side, c contact) {
	if c.kind == 0 {
		return
	}
	f, v := &w.Fighters[s], &w.Fighters[s.Other()]
	if c.skill == Fireball {
		w.Shots[s].Live = false
	} else {
		f.connected = true
	}
	w.Events.add(Event{Kind: c.kind, Side: s, Skill: c.skill, Damage: c.damage})
	switch c.kind {
	case Hit:
		w.hit(s, c.damage)
	case Parried:
		w.hit(s.Other(), c.damage)
		v.enter(Ready, None, 0)
		w.Events.add(Event{Kind: Hit, Side: s.Other(), Skill: Parry, Damage: c.damage})
	case Blocked:
		v.Health = max(v.Health-c.damage, 0)
		if c.skill == Fireball {
			w.charge(s, Fireball)
		}
	}
}

// hit applies the damage of a side's skill and ends the victim's skill.
func (w *World) hit(s Side, damage int32) {
	by, victim := &w.Fighters[s], &w.Fighters[s.Other()]
	if victim.Skill != None {
		w.settle(s.Other(), victim.Skill)
	}
	victim.Health = max(victim.Health-damage, 0)
	victim.drift = by.Facing * knockback
	victim.Gauge = min(victim.Gauge+gaugeForTaking, GaugeFull)
	by.Gauge = min(by.Gauge+gaugeForHitting, GaugeFull)
	victim.enter(Hurt, None, hurtTicks)
}
