package sim

// Phase is what a fighter is busy with.
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

// Stance is what a Ready fighter's feet and arms do.
type Stance uint8

// The stances.
const (
	Stand Stance = iota
	StepForward
	StepBack
	Guard // blocks everything but a guard break
)

// Fighter is one side of the world.
type Fighter struct {
	X, Y      int32 // centre from the middle, feet above the floor; sub-pixels
	Facing    int32 // +1 looks to the right, −1 to the left
	Health    int32
	Stamina   int32 // of StaminaFull
	Gauge     int32 // of GaugeFull
	Phase     Phase
	Stance    Stance // meaningful while Ready
	Skill     Skill  // whose startup, active or recovery it is, else None
	Timer     int32  // ticks that the phase still lasts; 0 while Ready and Down
	Grace     int32  // ticks for which nothing hits it
	Fed       bool   // the dash under way has eaten a fireball
	Cooldowns [NumSkills]int32

	connected bool  // the skill under way has met its victim
	idle      bool  // the skill under way has hit, turned and eaten nothing yet
	drift     int32 // sub-pixels a tick while hopping or hurt
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

// Can says whether pressing k now would start it.
func (f *Fighter) Can(k Skill) bool {
	if k == None || k >= NumSkills {
		return false
	}
	spec := k.Spec()
	return f.Phase == Ready && f.Cooldowns[k] == 0 && f.Stamina >= spec.Cost && f.Gauge >= spec.Gauge
}

// Charged says whether k is off cooldown and paid for, whatever its owner is
// busy with; it is what a cooldown icon shows.
func (f *Fighter) Charged(k Skill) bool {
	spec := k.Spec()
	return f.Cooldowns[k] == 0 && f.Stamina >= spec.Cost && f.Gauge >= spec.Gauge
}

// Airborne says whether the feet are too high for anything but an anti-air.
func (f *Fighter) Airborne() bool { return f.Y > airborne }

// Busy says whether it has committed itself: a strike that reaches it now does
// its full damage.
func (f *Fighter) Busy() bool {
	return f.Phase == Startup || f.Phase == Active || f.Phase == Recovery || f.Phase == Landing
}

// Parrying says whether a strike that reaches it now is turned.
func (f *Fighter) Parrying() bool { return f.Phase == Active && f.Skill == Parry }

func (f *Fighter) enter(p Phase, k Skill, ticks int32) {
	f.Phase, f.Skill, f.Timer = p, k, ticks
	if p != Ready {
		f.Stance = Stand
	}
}

// refresh gives back what time gives back.
func (f *Fighter) refresh(tick int32) {
	if tick%StaminaTicks == 0 {
		f.Stamina = min(f.Stamina+1, StaminaFull)
	}
	f.Grace = max(f.Grace-1, 0)
	for k := range f.Cooldowns {
		f.Cooldowns[k] = max(f.Cooldowns[k]-1, 0)
	}
}

// advance counts the phase down and moves on to the next.
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
