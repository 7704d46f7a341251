package sim

// footsies is the game's movement rule: keep a preferred distance, step in and out of
// it, hop and guard now and then. It depends only on the distance, not on the
// opponent's actions.
type footsies struct {
	rand   Rand
	stance Stance
	ticks  int32 // remaining in the stance
}

// preferred is the distance that footsies keep. Distances that differ by more than band
// are near or far.
const (
	preferred = 82 * Px
	band      = 26 * Px
)

// stride is a movement that footsies can choose.
type stride uint8

const (
	hold stride = iota
	approach
	retreat
	guard
	hopForward
	hopUp
	hopBack
	numStrides
)

// strideWeights are percentages by distance: near, preferred, far.
var strideWeights = [3][numStrides]int32{
	{hold: 20, approach: 10, retreat: 40, guard: 14, hopForward: 0, hopUp: 6, hopBack: 10},
	{hold: 24, approach: 34, retreat: 18, guard: 9, hopForward: 10, hopUp: 2, hopBack: 3},
	{hold: 10, approach: 72, retreat: 6, guard: 2, hopForward: 10, hopUp: 0, hopBack: 0},
}

func (f *footsies) choose(gap int32) stride {
	zone := 1
	if gap < preferred-band {
		zone = 0
	} else if gap > preferred+band {
		zone = 2
	}
	draw := f.rand.Below(100)
	for s, weight := range strideWeights[zone] {
		if draw -= weight; draw < 0 {
			return stride(s)
		}
	}
	return hold
}

// move applies one tick of movement. gap is the distance before anyone moved, idleGuard
// is Rules.IdleGuardTicks.
func (f *Fighter) move(m Move, gap, idleGuard int32) {
	if f.Phase != Ready {
		f.still = 0
	}
	switch f.Phase {
	case Ready:
		if m&Manual != 0 {
			f.obey(m)
			f.rest(idleGuard)
		} else {
			f.still = 0
			f.wander(gap)
		}
		f.step()
	case Hopping:
		t := hopTicks - f.Timer + 1
		f.X += f.drift
		f.Y = max(hopLift*t*(hopTicks-t), 0)
	case Hurt:
		f.X += f.drift
		f.drift -= f.drift / 8
		f.Y = max(f.Y-2*Px, 0)
	case Active:
		if !f.connected {
			f.X += f.Facing * f.Skill.Spec().Advance
		}
	}
}

func (f *Fighter) wander(gap int32) {
	if f.feet.ticks--; f.feet.ticks > 0 {
		f.Stance = f.feet.stance
		return
	}
	s := f.feet.choose(gap)
	ticks := f.feet.rand.Between(16, 44)
	cornered := f.X*f.Facing < -(Wall - 20*Px)
	if cornered && (s == retreat || s == hopBack) {
		s = approach
	}
	stance := Stand
	switch s {
	case approach:
		stance = StepForward
	case retreat:
		stance = StepBack
	case guard:
		stance, ticks = Guard, f.feet.rand.Between(64, 100)
	case hopForward:
		f.hop(1)
	case hopUp:
		f.hop(0)
	case hopBack:
		f.hop(-1)
	}
	f.feet.stance, f.feet.ticks = stance, ticks
	f.Stance = stance
}

func (f *Fighter) obey(m Move) {
	towards := int32(0)
	if m&Forward != 0 {
		towards++
	}
	if m&Back != 0 {
		towards--
	}
	switch {
	case m&Hop != 0:
		f.hop(towards)
	case m&Block != 0:
		f.Stance = Guard
	case towards > 0:
		f.Stance = StepForward
	case towards < 0:
		f.Stance = StepBack
	default:
		f.Stance = Stand
	}
}

// rest counts the ticks for which the fighter has stood still, and drops its guard after
// idleGuard of them, unless that is 0.
func (f *Fighter) rest(idleGuard int32) {
	if idleGuard == 0 || f.Phase != Ready || f.Stance != Stand {
		f.still = 0
		return
	}
	if f.still = min(f.still+1, idleGuard); f.still == idleGuard {
		f.Stance = Dropped
	}
}

func (f *Fighter) hop(towards int32) {
	f.enter(Hopping, None, hopTicks)
	f.drift = f.Facing * towards * hopSpeed
}

func (f *Fighter) step() {
	if f.Phase != Ready {
		return
	}
	switch f.Stance {
	case StepForward:
		f.X += f.Facing * walkForward
	case StepBack:
		f.X -= f.Facing * walkBackward
	}
}
