// Package tune answers: which decoder settings should this model use?
//
// Run scores every frame of a log folder once and splits the recordings into
// halves. On one half it fits temperature and bias by maximum likelihood. On the
// other it decodes with each value of a decoder's main setting, with all wrappers
// and the agent's own book, and chooses by an objective: the least active setting
// whose objective is within one standard error of the best. Standard errors come
// from a bootstrap over recordings. The Document holds the whole search;
// WriteSidecar saves the chosen setting.
//
// No match is played, so the result does not say how often a setting wins. Frame
// accuracy is not an objective: where one frame in a hundred is a press, it
// rewards silence.
package tune
