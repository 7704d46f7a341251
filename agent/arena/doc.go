// Package arena plays contestants against each other and counts what came of
// it: who wins, how surely, and how did each behave?
//
// The unit is the pair: two legs on one seed with the sides swapped. What a
// leg comes to depends on the seed, the contestants and the settings, not on the
// machine's load or on how many workers ran: one worker plays one match to its
// end with its own agents. One thing is left to the clock: a run of a network is
// cut off after agent.DefaultLimit. A match in which that happens now and then is
// played again, and Leg.Retried tells of it.
//
// Random streams belong to sides, not to contestants, so that a contestant
// against itself plays the same match twice and splits the pair.
package arena
