// Package decompose answers: where does a model lose its matches?
//
// It plays the model as it is, and again with one thing put right by the rule of
// script.Answer, which sees the true state: which skill it presses, which skills it
// takes for available, its false presses, the openings that it misses, its delay. All
// variants meet the same opponent on the same seeds, so that the gain of each is a
// difference of pairs. The rule alone, on the agent's timing and free of it, bounds what
// is left.
//
// The model decides as in a match of agent/arena: the variant as it is plays the same
// matches, press for press. Only this package lets anything but pixels influence a
// model's presses, and only to measure.
//
// Differences of single variants do not add up: a false press and the opening that it
// wastes are two losses with one cause. Tables are left to the caller.
package decompose
