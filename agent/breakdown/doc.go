// Package breakdown answers how the contestants of a run won and lost: against whom, with
// which skills, on which seeds, and by which mistakes.
//
// It reads the results and the recordings of a run folder. Mistakes follow from the
// recordings and from the rules that the script oracle follows (package sim/moments): an
// opening without a press, a press of another skill than an opening asks for, a press after
// the opening, a press without one, and a press that the game refused. Pairs that do not
// count in the results are left out. A run without recordings has no skills and mistakes.
// The package plays no contestant; it replays what they pressed.
package breakdown
