package vision

import "image"

// Seer turns frames into a network's input, one decision after another. [Preprocessor]
// and that of vision/cv implement it and produce identical bytes.
//
// Calls must not overlap. Each agent has its own Seer.
type Seer interface {
	// Spec returns the spec of the input.
	Spec() Spec

	// See pushes frame as the newest and writes every element of in. Neither is
	// retained.
	See(frame *image.Paletted, in Input) error

	// Push pushes frame as the newest without filling an input, for a frame without a
	// decision. The frame is not retained.
	Push(frame *image.Paletted) error

	// Picture returns the newest frame as the network sees it, without samples before
	// the first frame. Its memory is the Seer's and is overwritten by later pushes.
	Picture() Picture

	// Space sets how many pushes the frames of a stack are apart, 1 or more, and removes all
	// frames. A new Seer's are consecutive.
	Space(pushes int)

	// Reset removes all frames; the next one starts a match.
	Reset()

	// Close frees the Seer's resources; a second Close does nothing.
	Close() error
}
