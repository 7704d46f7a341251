// Package tuning answers: which settings should this model be decoded with?
//
// It fits temperature and bias to recorded scores, counts what a setting does
// on each recording, weighs the counts by an objective, and chooses: the least
// active setting whose objective is within one standard error of the best, with
// the errors from a bootstrap over recordings. It reads no files, runs no
// models and decodes nothing; how a setting decides is the caller's.
//
// Frame accuracy is no objective: where one frame in a hundred holds a press it
// rewards silence.
package tuning
