// Package duel plays a match between two controllers, records it, and plays recordings
// again.
//
// Both controllers choose on the world before the step, so that neither sees the
// other's choice. The package does not know what a controller is.
package duel

import "github.com/kumite/kumite/sim"

// Controller chooses one side's input. Act is called once per tick, before the step.
// w is read-only and valid only during the call. An error ends the match.
type Controller interface {
	Act(w *sim.World, me sim.Side) (sim.Input, error)
}

// Watcher is called on each tick with the world before the step and both sides'
// inputs. w is read-only and valid only during the call.
type Watcher func(w *sim.World, in [2]sim.Input)

// Config is the configuration of a match.
type Config struct {
	Rules sim.Rules
	Seed  uint64
}

// Tally counts the outcomes of one side's presses, by skill.
type Tally struct {
	Accepted, Rejected, Hit, Blocked [sim.NumSkills]int
}

// Result is the result of a match.
type Result struct {
	Outcome sim.Outcome
	Ticks   int32
	Health  [2]int32
	Tally   [2]Tally
	Hash    uint64 // of the last world
}
