// Package live plays agents on the wall clock: the game never waits for a decision.
//
// A Pacer owns one agent. The game's goroutine calls Act once per tick, which hands over
// the newest frame and returns the press that is due; Run decides on its own goroutine. A
// decision is due every Period on an absolute schedule, so that the schedule does not
// drift, and starts with the first frame of its slot. It must be finished before its press
// is due and before the next slot. A late decision is cancelled, awaited, dropped and
// counted as missed; the fighter keeps moving.
//
// While the game runs slower or faster, or is stepped by hand, the same Pacer keeps
// lockstep: it decides inside Act, every agent.PeriodTicks, as in tournaments.
//
// A Swapper replaces the model of a Pacer when its file changes, an Agreement compares two
// agents that see the same frames, and Redecide computes what a model would have decided
// in a recorded match.
//
// The package displays and writes nothing; agent/watch has the scenes.
package live
