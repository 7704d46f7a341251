package vision

import "image"

// Seer makes what a network sees out of frames, one decision after another.
// [Preprocessor] and the one in vision/cv are Seers and make the same bytes.
//
// Calls must not overlap; one agent owns one Seer.
type Seer interface {
	// Spec is the input that this Seer fills.
	Spec() Spec

	// See pushes frame as the newest and fills in, which is the caller's; every
	// element is written. The frame is not kept.
	See(frame *image.Paletted, in Input) error

	// Push makes frame the newest of the stack without filling a tensor: for a
	// frame whose decision was dropped. The frame is not kept.
	Push(frame *image.Paletted) error

	// Picture is the newest frame as the network sees it; empty before the
	// first. Its memory is the Seer's and is overwritten by later pushes.
	Picture() Picture

	// Reset forgets all frames: the next one starts a match.
	Reset()

	// Close frees what the Seer holds; a second Close does nothing.
	Close() error
}
