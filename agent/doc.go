// Package agent makes one decision: grab a frame, see it, run the network,
// decode its scores, send a press. It answers what a model would do now.
//
// The agent senses the game through pixels alone: it is handed frames, never a
// world. What a skill costs it reads in the table of rules, what it may still
// do in its own book of what it has sent.
//
// Lockstep keeps time in ticks: Tick is called for every tick of the game,
// decides every PeriodTicks and returns what a decision sent once its declared
// delay has passed. The result depends on the frames, the model and the seed,
// never on the machine's load. Whoever keeps a clock calls DecideBy and holds
// the presses back itself, as agent/live does.
//
// How a model is loaded is agent/bot's; playing whole matches is agent/arena's.
// A decision allocates nothing.
package agent
