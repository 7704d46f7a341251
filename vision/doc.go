// Package vision answers what exactly the network sees of a frame.
//
// A [Spec] is a model's input as stated by its contract. A [Preprocessor] turns 8-bit
// palette frames into the picture that the model sees (resized 8-bit samples) and into
// the input tensor, in pure Go and without allocation. Package vision/cv produces
// identical bytes with OpenCV, for any size and for captured frames. Both implement
// [Seer].
//
// Invariants: all Seers produce byte-identical pictures; the tensor depends only on the
// spec and the frames pushed since Reset; only the standard library is imported. Package
// policy interprets scores; package agent provides frames.
package vision
