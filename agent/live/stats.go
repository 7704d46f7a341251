package live

import "github.com/kumite/kumite/agent"

// Stats are the counts of a Pacer on the wall clock, over all matches.
type Stats struct {
	Frames    int // handed over
	Slots     int // with a frame: Decisions + Missed + Abandoned, plus at most one in progress
	Decisions int // made in time
	Missed    int // late, or skipped while a late one was awaited
	Abandoned int // not made before the match ended or the clock changed
	Faults    int // decisions without usable scores
	Sent      int // presses

	// Durations of the parts of decisions. Wait is from the frame that opened the slot
	// to the start of the decision, Total from that frame to the finished press, and
	// Age is the age of the newest frame at the start. Missed decisions count in Wait
	// and Age only.
	Wait, Grab, See, Run, Decode, Total, Age agent.Latency
}
