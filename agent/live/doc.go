// Package live plays agents against the wall clock: the game never waits for a
// decision.
//
// A Pacer owns one agent. The game's thread calls Act once a tick, which hands
// over the newest frame and returns the press that is due; Run decides on its
// own goroutine. A decision is due every Period on an absolute schedule, and
// starts with the first frame that the game hands over in its slot; the newest
// frame wins. A decision must be there before its press is due and before the
// next slot; one that is not is cancelled, awaited, dropped and counted as
// missed, while the fighter keeps moving. Where the schedule stands depends on
// the clock alone, so that it does not drift.
//
// The wall clock is for play at its own speed. While the game runs slower or
// faster, or is stepped by hand, the same Pacer keeps lockstep: it decides
// inside Act, every agent.PeriodTicks, as tournaments do.
//
// A Swapper exchanges the model under a Pacer when its file changes, an
// Agreement compares two agents that see the same frames, and Redecide asks a
// model what it would have done in a recorded match.
//
// The package shows nothing and writes nothing: scenes are agent/watch's.
package live
