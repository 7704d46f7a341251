package sim

// Phase is what a fighter is doing.
type Phase uint8

// The phases. Only in Ready can a skill be pressed.
const (
	Ready    Phase = iota // stands, walks or guards: see Stance
	Hopping               // in the air
	Landing               // after a hop
	Startup               // of Skill
	Active                // of Skill
	Recovery              // of Skill
	Hurt
	Down // knocked out
)

// Stance is what a Ready fighter is doing.
type Stance uint8

// The stances.
const (
	Stand Stance = iota
	StepForward
	StepBack
	Guard   // blocks everything except a guard break
	Dropped // the guard, after IdleGuardTicks
)

// Fighter is one side of the world.
type Fighter struct {
	X, Y      int32 // of the centre from the middle, of the feet above the floor; sub-pixels
	Facing    int32 // +1 to the right, −1 to the left
	Health    int32
	Stamina   int32 // 0 to StaminaFull
	Gauge     int32 // 0 to GaugeFull
	Phase     Phase
	Stance    Stance // valid while Ready
	Skill     Skill  // of Startup, Active and Recovery, else None
	Timer     int32  // remaining ticks of the phase; 0 while Ready and Down
	Grace     int32  // remaining ticks in which nothing can hit it
	Fed       bool   // the current dash has eaten a fireball
	Cooldowns [NumSkills]int32

	connected bool  // the current skill has made contact
	idle      bool  // the current skill has not hit, parried or eaten anything yet
	still     int32 // ticks for which it has neither moved nor acted
	drift     int32 // sub-pixels per tick while hopping or hurt
	feet      footsies
}

func newFighter(s Side, rules Rules, seed uint64) Fighter {
	f := Fighter{X: -60 * Px, Facing: 1, Health: rules.Health, Stamina: StaminaFull}
	if s == Right {
		f.X, f.Facing = -f.X, -1
	}
	f.feet.rand = NewRand(seed, uint64(s))
	return f
}

// Can reports whether pressing k now would start it.
func (f *Fighter) Can(k Skill) bool {
	if k == None || k >= NumSkills {
		return false
	}
	spec := k.Spec()
	return f.Phase == Ready && f.Cooldowns[k] == 0 && f.Stamina >= spec.Cost && f.Gauge >= spec.Gauge
}

// Charged reports whether k is off cooldown and affordable, regardless of the phase.
// Cooldown icons show it.
func (f *Fighter) Charged(k Skill) bool {
	spec := k.Spec()
	return f.Cooldowns[k] == 0 && f.Stamina >= spec.Cost && f.Gauge >= spec.Gauge
}

// Airborne reports whether the fighter is too high for any strike except an anti-air.
func (f *Fighter) Airborne() bool { return f.Y > airborne }

// Busy reports whether the fighter is committed, so that a strike does full damage.
func (f *Fighter) Busy() bool {
	return f.Phase == Startup || f.Phase == Active || f.Phase == Recovery || f.Phase == Landing
}

// Dropped reports whether the fighter has dropped its guard, so that a strike does full
// damage.
func (f *Fighter) Dropped() bool { return f.Phase == Ready && f.Stance == Dropped }

// Parrying reports whether the fighter parries a strike now.
func (f *Fighter) Parrying() bool { return f.Phase == Active && f.Skill == Parry }

func (f *Fighter) enter(p Phase, k Skill, ticks int32) {
	f.Phase, f.Skill, f.Timer = p, k, ticks
	if p != Ready {
		f.Stance = Stand
	}
}

// refresh regenerates stamina and counts down cooldowns and grace.
func (f *Fighter) refresh(tick int32) {
	if tick%StaminaTicks == 0 {
		f.Stamina = min(f.Stamina+1, StaminaFull)
	}
	f.Grace = max(f.Grace-1, 0)
	for k := range f.Cooldowns {
		f.Cooldowns[k] = max(f.Cooldowns[k]-1, 0)
	}
}

// advance counts the phase down and enters the next.
func (f *Fighter) advance() {
	if f.Timer == 0 {
		return
	}
	if f.Timer--; f.Timer > 0 {
		return
	}
	switch f.Phase {
	case Startup:
		f.enter(Active, f.Skill, f.Skill.Spec().Active)
	case Active:
		f.enter(Recovery, f.Skill, f.Skill.Spec().Recovery)
	case Hopping:
		f.enter(Landing, None, landTicks)
	case Hurt:
		f.Grace = graceTicks
		f.enter(Ready, None, 0)
	default:
		f.enter(Ready, None, 0)
	}
}

func (f Fighter) mirror() Fighter {
	f.X, f.Facing, f.drift = -f.X, -f.Facing, -f.drift
	return f
}
