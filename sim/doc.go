// Package sim implements the rules of the 1v1 duel.
//
// It answers one question: given a world and both sides' inputs, what is the world
// one tick later? It does not draw, does not wait, and does not know who chose the
// inputs.
//
// Invariants:
//   - Integers only. Lengths are sub-pixels (Px to a pixel), times are ticks
//     (TickRate to a second), x is measured from the middle of the arena.
//   - The same seed and inputs give the same hashes on every platform.
//   - The rules are mirror-symmetric: stepping a mirrored world with swapped
//     inputs gives the mirror of the stepped world.
//   - A World is a plain value. Copying it copies the game; Step allocates
//     nothing.
package sim

// RulesVersion changes whenever the same seed and inputs could produce a different
// world. Replays of another version are refused.
const RulesVersion = 1

// TickRate is the number of ticks in a second of play.
const TickRate = 60

// Px is one pixel in sub-pixels, the unit of every length in this package.
const Px = 64

// The arena in sub-pixels: fighters' centres stay within ±Wall of the middle,
// and the floor is at height 0.
const (
	ArenaWidth = 320 * Px
	Wall       = 142 * Px
	// BodyWidth is the least distance between two grounded fighters' centres.
	BodyWidth = 22 * Px
)
