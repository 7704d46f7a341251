// Package inspect answers what a model file promises, and whether it keeps it:
// it reads the file, its sidecar and its graph, checks every rule of the
// contract, loads the model, and shows what it says of a zero frame and of
// frames of a match or of a recording.
//
// A rule that is broken is an answer, which Document.Broken gives; an error is
// for what cannot be read or was asked wrongly. Behind the first broken rule
// nothing is checked. Whether a model plays well is no question of this package.
package inspect
