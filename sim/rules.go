package sim

import "fmt"

// Stamina and gauge have up to 1000 points; Rules has the health.
const (
	StaminaFull = 1000
	GaugeFull   = 1000
	// StaminaTicks is the number of ticks per regenerated point of stamina. The cost of
	// a typical skill regenerates in about eight seconds.
	StaminaTicks = 2
)

// Rules are the parameters of a match. Everything else is constant.
type Rules struct {
	MatchTicks int32 `json:"match_ticks"` // the bell
	Health     int32 `json:"health"`      // at the start
	// WrongPressCost is the health that a skill costs its own fighter if it ends, or
	// is interrupted, without having hit, parried or eaten anything. A blocked skill has
	// not hit; a fireball ends when its flight does. With 0, the default, worlds and
	// hashes are identical to those of rules without this field.
	WrongPressCost int32 `json:"wrong_press_cost,omitempty"`
	// IdleGuardTicks is the number of ticks after which a ready fighter that neither moves
	// nor acts drops its guard: until it moves or acts, it is as open as in a recovery. The
	// game's own footsies always move, so the rule concerns persons alone. With 0, the
	// default, no guard drops.
	IdleGuardTicks int32 `json:"idle_guard_ticks,omitempty"`
}

// DefaultRules returns the rules of a match of 60 seconds.
func DefaultRules() Rules { return Rules{MatchTicks: 60 * TickRate, Health: 1000} }

// Validate reports the first field that is out of bounds.
func (r Rules) Validate() error {
	switch {
	case r.MatchTicks < TickRate || r.MatchTicks > 3600*TickRate:
		return fmt.Errorf("rules: match_ticks %d is outside %d to %d", r.MatchTicks, TickRate, 3600*TickRate)
	case r.Health < 1 || r.Health > 1_000_000:
		return fmt.Errorf("rules: health %d is outside 1 to 1000000", r.Health)
	case r.WrongPressCost < 0 || r.WrongPressCost > 1_000_000:
		return fmt.Errorf("rules: wrong_press_cost %d is outside 0 to 1000000", r.WrongPressCost)
	case r.IdleGuardTicks < 0 || r.IdleGuardTicks > 3600*TickRate:
		return fmt.Errorf("rules: idle_guard_ticks %d is outside 0 to %d", r.IdleGuardTicks, 3600*TickRate)
	}
	return nil
}

// The effects of hits, and fireballs.
const (
	gaugeForHitting = 160 // for the fighter that hits
	gaugeForTaking  = 120 // for the fighter that is hit
	hurtTicks       = 26  // the victim can do nothing and cannot be hit again
	graceTicks      = 18  // after hurt: can act and cannot be hit
	knockback       = 3 * Px
	shotSpeed       = 5 * Px / 2
	shotHeight      = 18 * Px // fighters above this are not hit
)

// ShotRadius is the distance at which a fireball hits, in sub-pixels.
const ShotRadius = 14 * Px

// Movement.
const (
	walkForward  = 70 // sub-pixels per tick, about 1.1 px
	walkBackward = 60
	hopTicks     = 52
	landTicks    = 8
	hopSpeed     = 52 // horizontally, sub-pixels per tick
	// A hop follows h(t) = hopLift·t·(hopTicks−t): 34 px at its top.
	hopLift  = 34 * Px * 4 / (hopTicks * hopTicks)
	airborne = 6 * Px // above this only an anti-air reaches
)
