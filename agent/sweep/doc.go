// Package sweep answers: how does a model play as one of its settings takes a range
// of values, and where does it stop being good enough?
//
// A sweep is one tournament: the model with each value of the setting meets every
// opponent, on the same seeds for all values, so that the values are compared like
// with like. The document holds a point for each value, the best by pair score, and
// the knee: the largest value whose win rate still reaches the bar, with the values
// around the best whose whole interval does.
//
// The matches are agent/arena's; the document is printed and drawn elsewhere.
package sweep
