// Package agent answers what a model would do now. One decision is: grab a frame,
// preprocess it, run the network, decode its scores, and send a press.
//
// An agent sees the game through pixels alone: it is given frames, never a world. It
// reads the cost of a skill from the table of rules, and keeps a book of its own presses
// to know which skills are available.
//
// Tick keeps lockstep. It is called for every tick of the game, decides every PeriodTicks
// or as SetPeriod says, and returns a press once the declared delay has passed. The result
// depends on the frames, the model and the seed, not on the machine's load. A caller with a
// clock uses DecideBy and delays the presses itself, as agent/live does.
//
// A decision allocates nothing. Loading models is left to agent/bot, playing matches to
// agent/arena.
package agent
