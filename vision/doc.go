// Package vision answers: what exactly does the network see of a frame?
//
// A [Spec] is a model's input as its contract states it. A [Preprocessor]
// turns 8-bit palette frames into the picture that the model sees (resized
// 8-bit samples) and into the tensor that the model is fed, in pure Go and
// without allocating. Package vision/cv makes the same bytes with OpenCV, for
// any size and for captured frames; both are a [Seer].
//
// Invariants: the picture is the same byte for byte whichever Seer made it;
// the tensor depends on nothing but the spec and the frames pushed since
// Reset; the standard library is the only import. What the scores mean is
// left to package policy, where frames come from to package agent.
package vision
