// Package policy answers what a network's scores mean: which class each score
// stands for, which prior they carry, and which skill to press, if any.
//
// A Contract is the contract of a model file, checked rule by rule; its Binding says
// what a graph's inputs are fed and which outputs are used. A Decoder
// turns one frame's scores into one Decision: calibrate, decode, mask, debounce or
// hysteresis, refractory. Its only state advances once per frame, and decoding
// allocates nothing.
//
// Argmax is not enough: a pro presses once somewhere in a range of frames that look
// alike. The true probability of a press on each of them is below one half, so the
// argmax of even a perfect model never acts.
//
// The package runs no models, reads no pixels and knows no game; the caller
// provides the skills' names. It reads only one kind of file, when a decoder is
// made: the table of the decoder "cost", whose SHA-256 is part of the decoder's
// String.
package policy
