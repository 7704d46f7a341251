// Package number answers: which number does a text that a person typed stand for, and is
// it within its bounds? Its errors say what was found and which values are valid, in the
// same words for flags, settings and tables. What a number means is left to the caller. Of writes
// counts of things, for messages and tables.
//
// Invariants: NaN is never a number; a number that is too large for its type is out of
// range, however it is written; no error has the text of another package.
package number
