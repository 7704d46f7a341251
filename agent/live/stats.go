package live

import "github.com/kumite/kumite/agent"

// Stats are what a Pacer has done on the wall clock, over all matches.
type Stats struct {
	Frames    int // handed over
	Slots     int // in which a frame came: Decisions + Missed + Abandoned, and one that may be under way
	Decisions int // made in time
	Missed    int // late, or passed over while a late one was awaited
	Abandoned int // whose match ended, or the clock changed, before they were made
	Faults    int // of the decisions, those without usable scores
	Sent      int // presses

	// How long the parts of decisions took. Wait is from the frame that opened
	// the slot to the start, Total from that frame to the press being there for
	// the game; Age is how old the newest frame was at the start. Decisions that
	// were missed count in Wait and Age only.
	Wait, Grab, See, Run, Decode, Total, Age agent.Latency
}
