package sim

import "fmt"

// Bars count in points: stamina and gauge to 1000, health as Rules says.
const (
	StaminaFull = 1000
	GaugeFull   = 1000
	// StaminaTicks is what a point of stamina takes to come back: a skill's
	// cost takes about eight seconds.
	StaminaTicks = 2
)

// Rules is the balance that a match may vary. Everything else is constant.
type Rules struct {
	MatchTicks int32 `json:"match_ticks"` // the bell
	Health     int32 `json:"health"`      // at the start
	// WrongPressCost is the health that a skill takes from its own fighter when
	// it ends, or is cut off, without having hit, turned or eaten anything. A
	// block is no hit; a fireball ends where it flies to. 0 is the game as it is
	// played; the worlds of such a match are those of rules that never had it.
	WrongPressCost int32 `json:"wrong_press_cost,omitempty"`
}

// DefaultRules is one round of 60 seconds.
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
	}
	return nil
}

// What hits and time give and take.
const (
	gaugeForHitting = 160 // to whoever lands a hit
	gaugeForTaking  = 120 // to whoever takes one
	hurtTicks       = 26  // the victim can do nothing and cannot be hit again
	graceTicks      = 18  // after hurt: free to act, still not to be hit
	knockback       = 3 * Px
	shotSpeed       = 5 * Px / 2
	shotHeight      = 18 * Px // hops clear it above this
	shotRadius      = 14 * Px
)

// Movement, the game's rule for everybody.
const (
	walkForward  = 70 // sub-pixels a tick, about 1.1 px
	walkBackward = 60
	hopTicks     = 52
	landTicks    = 8
	hopSpeed     = 52 // horizontally, sub-pixels a tick
	// A hop follows h(t) = hopLift·t·(hopTicks−t): 34 px at its top.
	hopLift  = 34 * Px * 4 / (hopTicks * hopTicks)
	airborne = 6 * Px // from here up only an anti-air reaches
)
