package scene

// Command is what a key asks a scene for.
type Command int

// The commands.
const (
	Next               Command = iota // the next match
	Restart                           // the same one again, from its seed
	TakeLeft                          // a person takes the left side over, or hands it back
	TakeRight                         // the same for the right side
	NextCandidate                     // the next model plays
	PreviousCandidate                 // the one before
	Clip                              // the last ten seconds, to a file
	Latency                           // shows it, or not
	Back                              // a second
	Forward                           // a second
	StepBack                          // a tick
	First                             // to the start
	Last                              // to the end
	NextDifference                    // to where two models differ
	PreviousDifference                // the one before
)
