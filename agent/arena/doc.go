// Package arena plays contestants against each other: who wins, how surely, and
// how did each behave?
//
// A Tournament is a whole run: Run plays what its folder lacks, sums up, and
// resumes where an interrupt or a failure ended it. The parts are there for those
// that need them apart: OpenFolder and Folder keep legs and recordings, the
// function Run plays a schedule, and Summarize makes results of legs.
//
// The unit is the pair: two legs on one seed with the sides swapped. The result
// of a leg depends on the seed, the contestants and the settings, not on the
// machine's load or on how many workers ran: one worker plays one match to its
// end with its own agents. One thing is left to the clock: a run of a network is
// cut off after agent.DefaultLimit. A match in which that happens now and then is
// played again, and Leg.Retried says so.
//
// Random streams belong to sides, not to contestants, so that a contestant
// against itself plays the same match twice and splits the pair.
//
// How a model is loaded and how it decides is left to agent/bot; tables and
// sentences about the results are left to the caller.
package arena
