// Package duel is the referee: two controllers, one world, one result.
//
// It asks both controllers on the world before the step, so that neither sees
// the other's choice, and knows nothing of what a controller is.
package duel

import "github.com/kumite/kumite/sim"

// Controller chooses one side's input. Act is called once a tick, before the
// step, with the world at that tick; w is read-only and valid during the call
// only. An error ends the match as a void.
type Controller interface {
	Act(w *sim.World, me sim.Side) (sim.Input, error)
}

// Watcher sees each tick: the world before the step, with what both sides have
// chosen to do in it. w is read-only and valid during the call only.
type Watcher func(w *sim.World, in [2]sim.Input)

// Config says what is played.
type Config struct {
	Rules sim.Rules
	Seed  uint64
}

// Tally counts what became of one side's presses, by skill.
type Tally struct {
	Accepted, Rejected, Hit, Blocked [sim.NumSkills]int
	Damage                           int // health taken from the opponent
}

// Result is what a match came to.
type Result struct {
	Outcome sim.Outcome
	Ticks   int32
	Health  [2]int32
	Tally   [2]Tally
	Hash    uint64 // of the last world
}
