// Package tune answers: which decoder settings should this model use?
//
// Run scores every frame of a log folder once and halves the recordings. On one
// half it fits temperature and bias by likelihood; on the other it decodes with
// each value of a decoder's main setting, with all wrappers and the agent's own
// book, counts what each did, and chooses by an objective: the least active
// setting whose objective is within one standard error of the best, with the
// errors from a bootstrap over recordings. The Document holds the whole search;
// WriteSidecar keeps what was chosen.
//
// No match is played, so nothing here says what a setting wins. Frame accuracy is
// not an objective: where one frame in a hundred holds a press it rewards
// silence.
package tune
