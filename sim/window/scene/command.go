package scene

// Command is a request to a scene, made with a key.
type Command int

// The commands.
const (
	Next               Command = iota // the next match, or the next mark of a replay
	Previous                          // the previous mark of a replay
	Continue                          // the next match, if this one is over
	Restart                           // the same match again, from its seed
	TakeLeft                          // a person takes over the left side, or returns it
	TakeRight                         // the same for the right side
	NextCandidate                     // switch to the next model
	PreviousCandidate                 // switch to the previous model
	Clip                              // save the last ten seconds to a file, with the panels
	PlainClip                         // save them without panels and words, as agents see them
	Latency                           // show or hide the latency
	Back                              // by a second
	Forward                           // by a second
	StepBack                          // by a tick
	First                             // to the start
	Last                              // to the end
	NextDifference                    // to the next disagreement of two models
	PreviousDifference                // to the previous one
	Overlay                           // show or hide what is drawn over the picture
	Boxes                             // show or hide bodies, reaches and fireballs
	FrameData                         // show or hide the phases of the running skills
	Inputs                            // show or hide the newest inputs
	Timers                            // show or hide stun and cooldowns
	Saliency                          // show or hide which part of its picture a press rests on
)
