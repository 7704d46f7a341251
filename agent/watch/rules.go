package watch

import "github.com/kumite/kumite/sim"

// Rules returns the rules of a match in the window: those of tournaments, but a person who
// neither moves nor acts for two seconds drops the guard. Bots always move, so that this
// changes no match of theirs.
func Rules(seconds int32) sim.Rules {
	r := sim.DefaultRules()
	r.MatchTicks = seconds * sim.TickRate
	r.IdleGuardTicks = 2 * sim.TickRate
	return r
}
