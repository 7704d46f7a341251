// Package history answers how well each model has done over time: its win rate against named
// opponents in every run, and whether it got worse.
//
// A run is dated by the last change of its list of matches. Judge selects and orders rows,
// which package index keeps, and compares a contestant's newest run with the one before it by
// package compare, on the same seeds where they overlap. It plays nothing.
package history
