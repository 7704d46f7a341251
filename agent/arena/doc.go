// Package arena plays contestants against each other in seeded, paired matches. It
// answers: who wins, how certain is that, and how did each contestant behave?
//
// A Tournament is a whole run: it plays the legs that are missing in its folder,
// summarizes, and resumes after an interrupt or a failure. With Grow it also extends the
// folder by pairs and contestants. Read reads a folder without playing. Its parts can be used
// separately: OpenFolder and Folder store legs and recordings, the function Run
// plays a schedule, and Summarize computes results from legs.
//
// The unit is the pair: two legs on one seed with the sides swapped. The result
// of a leg depends on the seed, the contestants and the settings, not on the
// machine's load or the number of workers: one worker plays a match from start to
// end with its own agents. A run of a network is limited by the CPU time that it uses,
// agent.DefaultLimit, so load does not end it. A match in which some runs exceed the
// limit is played again, and Leg.Retried records this.
//
// Random streams belong to sides, not to contestants: a contestant against itself
// plays the same match twice and splits the pair.
//
// Loading models and decoding their scores is left to agent/bot, tables and
// sentences about the results to the caller.
package arena
