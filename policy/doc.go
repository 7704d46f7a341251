// Package policy answers what a network means: which class each score stands
// for, what the scores carry, and which skill, if any, they ask for.
//
// A Contract is what a model file promises, checked rule by rule. A Decoder
// turns one frame's scores into one Decision: calibrate, decode, mask,
// debounce or hysteresis, refractory. It is pure but for a small state that
// advances once a frame, and decoding allocates nothing.
//
// Why argmax is not enough: a pro presses once somewhere in a window of frames
// that look alike, so at any one of them the true probability of a press is
// below one half, and the right argmax of a right model never acts.
//
// The package runs no models, reads no pixels and knows no game: the names of
// the skills are handed in. It reads one kind of file, and that only while a
// decoder is made: the table of the decoder "cost", whose SHA-256 is part of
// the decoder's String.
package policy
