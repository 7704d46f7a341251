package scene

// Command is a request to a scene, made with a key.
type Command int

// The commands.
const (
	Next               Command = iota // the next match
	Restart                           // the same match again, from its seed
	TakeLeft                          // a person takes over the left side, or returns it
	TakeRight                         // the same for the right side
	NextCandidate                     // switch to the next model
	PreviousCandidate                 // switch to the previous model
	Clip                              // save the last ten seconds to a file
	Latency                           // show or hide the latency
	Back                              // by a second
	Forward                           // by a second
	StepBack                          // by a tick
	First                             // to the start
	Last                              // to the end
	NextDifference                    // to the next disagreement of two models
	PreviousDifference                // to the previous one
)
