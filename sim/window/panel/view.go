package panel

import "image"

// View is the content of the panels. It is valid for one call of Draw.
type View struct {
	Title    string  // of the window
	Sides    [2]Side // left and right
	Score    string  // the running score
	Status   string  // e.g. "paused" or "over: left"
	Notices  []Notice
	Timeline *Timeline // of a replay, or nil
	Pace     string    // ticks per second of play
	Slow     bool      // the machine is too slow for the match to count
	Latency  string    // from frame to press; shown on request or when too long
	Late     bool      // Latency is too long
}

// Notice is a line that is shown for a while.
type Notice struct {
	Text string
	Bad  bool
}

// Side is the content for one side.
type Side struct {
	Name    string
	Detail  string // model and decoder, or the kind of player
	Bars    []Bar  // empty for a side without a model
	Reason  string // the newest decision with its reason
	Last    string // the last skill sent, with its reason
	Fresh   bool   // Last was sent a moment ago
	Strip   []Cell // newest last, StripCells at most
	Seen    Seen
	Lines   []string // text for a side without bars: its keys
	Rate    string   // how often it acts
	Warning string   // e.g. COLLAPSED; "" for none
	Shadow  string   // the second model, and how often the two agree
}

// Bar is one class, or the decision to act at all. Numbers are probabilities or shares
// from 0 to 1, drawn on a square-root scale because presses are rare.
type Bar struct {
	Name   string
	Raw    float64 // the calibrated probability
	Made   float64 // the decoder's value; NaN for none
	Limit  float64 // the threshold of Made; NaN for none
	Shadow float64 // the second model's probability; NaN for none
	Chosen bool
	Held   bool // chosen and held back
}

// Cell is one decision in the strip.
type Cell struct {
	Kind CellKind
	// Shadow is the second model's decision; Idle if there is none.
	Shadow CellKind
	// Differs marks a decision on which the two models differ.
	Differs bool
}

// CellKind is the outcome of a decision.
type CellKind uint8

// The kinds of cells.
const (
	Idle CellKind = iota
	Sent
	HeldBack
	Missed
	Faulty
)

// StripCells is ten seconds of decisions.
const StripCells = 100

// Seen is the network's input: Width × Height pixels of red, green, blue, alpha.
type Seen struct {
	Width, Height int
	Pix           []byte
}

// Timeline is the position in a replay.
type Timeline struct {
	At, Len int32
	Marks   []int32 // ticks at which two models differ
}

// Heights, in pixels.
const (
	leastHeight    = 150
	timelineHeight = 14
)

// LeastHeight returns the minimum height of the panels in a window of a height.
func LeastHeight(window int) int { return max(leastHeight, window/4) }

// TimelineRect returns the rectangle of the timeline within panels of a size.
func TimelineRect(size image.Point) image.Rectangle {
	line := lineHeight(size)
	bottom := size.Y - 2*line - 3
	return image.Rect(8, bottom-timelineHeight+3, size.X-8, bottom-2)
}
