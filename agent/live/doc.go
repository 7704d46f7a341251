// Package live plays agents on the wall clock: the game never waits for a decision.
//
// A Pacer owns one agent. The game's goroutine calls Act once per tick, which hands over
// the newest frame and returns the press that is due; Run decides on its own goroutine. A
// decision is due every agent.PeriodTicks ticks of the game, as in tournaments, so that a
// slow machine does not change how often an agent may act. Its deadline is the wall
// clock's: it must be finished before its press is due and before the next decision, both
// at normal speed. A late decision is cancelled, awaited, dropped and counted as missed;
// the fighter keeps moving.
//
// While the person slows the game down, speeds it up or steps it, the same Pacer keeps
// lockstep: it decides inside Act.
//
// A Swapper replaces the model of a Pacer when its file changes, an Agreement compares two
// agents that see the same frames, and Redecide computes what a model would have decided
// in a recorded match.
//
// The package displays and writes nothing; agent/watch has the scenes.
package live
