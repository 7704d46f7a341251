package panel

import "image"

// View is what the panels show. It is valid for one call to Draw.
type View struct {
	Title    string  // of the window
	Sides    [2]Side // left and right
	Score    string  // the running score
	Status   string  // e.g. "paused" or "over: left"
	Notices  []Notice
	Timeline *Timeline // of a replay, or nil
	Latency  string    // frame to action, shown when asked for or when it is too long
	Late     bool      // it is too long
}

// Notice is a line that is shown for a while.
type Notice struct {
	Text string
	Bad  bool
}

// Side is what is shown of one side.
type Side struct {
	Name    string
	Detail  string // model and decoder, or what else plays
	Bars    []Bar  // empty for a side without a model
	Reason  string // the newest decision with its reason
	Last    string // the last skill that was sent, with its reason
	Fresh   bool   // it was sent a moment ago
	Strip   []Cell // newest last, StripCells at most
	Seen    Seen
	Lines   []string // text for a side without bars: its keys
	Rate    string   // how often it acts
	Warning string   // e.g. COLLAPSED; empty without one
	Shadow  string   // which second model there is, and how often they agree
}

// Bar is one class, or the act of acting. All numbers are probabilities or
// shares, 0 to 1, drawn on a square-root scale because presses are rare.
type Bar struct {
	Name   string
	Raw    float64 // the calibrated probability
	Made   float64 // what the decoder made of it; NaN for nothing
	Limit  float64 // what Made must reach; NaN for nothing
	Shadow float64 // the second model's probability; NaN without one
	Chosen bool
	Held   bool // chosen, and held back
}

// Cell is one decision in the strip.
type Cell struct {
	Kind CellKind
	// Shadow is what the second model decided; Idle without one.
	Shadow CellKind
	// Differs marks a decision in which the two differ.
	Differs bool
}

// CellKind is what became of one decision.
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

// Seen is the picture that the model was given: Width × Height pixels of red,
// green, blue, alpha.
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

// LeastHeight is how tall the panels are at least in a window of that height.
func LeastHeight(window int) int { return max(leastHeight, window/4) }

// TimelineRect is where the timeline is within panels of that size.
func TimelineRect(size image.Point) image.Rectangle {
	line := lineHeight(size)
	bottom := size.Y - 2*line - 3
	return image.Rect(8, bottom-timelineHeight+3, size.X-8, bottom-2)
}
