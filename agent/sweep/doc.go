// Package sweep answers: how does a model's win rate depend on one of its settings,
// and up to which value is it good enough?
//
// A sweep is one tournament: the model with each value of the setting meets every
// opponent, on the same seeds for all values. The document holds a point for each
// value, the best value by pair score, and the knee: the largest value whose win
// rate reaches the bar. With the knee it gives the values around the best whose
// whole interval of the pair score reaches the bar.
//
// A map is the same over two settings: a cell for each pair of values, with what the
// contestant gains there over itself as given, pair by pair.
//
// Matches are left to agent/arena, tables and charts to the caller.
package sweep
