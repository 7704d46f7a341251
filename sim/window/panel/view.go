package panel

import "image"

// View is the content of the panels. It is valid for one call of Draw.
type View struct {
	Title    string  // of the window
	Stem     string  // of the names of screenshots: who, seed and tick
	Sides    [2]Side // left and right
	Score    string  // the running score
	Status   string  // e.g. "paused" or "over: left"
	Notices  []Notice
	Timeline *Timeline // of a match or a replay, or nil
	Pace     string    // ticks per second of play
	Slow     bool      // the machine is too slow for the match to count
	Latency  []string  // from frame to press, a line for each model; shown on request or when too long
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
	Kind    string // e.g. "model fe37d952" or "script"
	Detail  string // the decoder and its settings, or a hint
	Bars    []Bar  // what a model wants, or what a script or person can press
	Caption string // of the bars: of which frame they are, and the decision
	Frozen  bool   // the bars, the picture and Caption are those of the newest press, not of now
	Card    Card
	Strip   []Cell // newest last, StripCells at most
	Seen    Seen
	Lines   []string // further lines of text
	Rate    string   // how often it acts
	Warning string   // e.g. COLLAPSED; "" for none
	Shadow  string   // the second model, and how often the two agree
}

// Card explains the newest press. The zero value is no press.
type Card struct {
	Title  string // the skill, and how long ago
	Why    string // the situation in words, and by how much the decoder's threshold was exceeded
	Rule   string // the decoder's own words
	Result string // what came of it; "" while it is open
	Tone   Tone   // of Result
	Fresh  bool   // pressed a moment ago
}

// Tone is how good a result is for its side.
type Tone uint8

// The tones.
const (
	Neutral Tone = iota
	Good
	Poor
)

// Icon is a pictogram of 8×8 pixels: a byte for each row, the leftmost pixel in the highest
// bit. The zero value is no icon.
type Icon [8]uint8

// Bar is one class, or the decision to act at all. Numbers are probabilities or shares
// from 0 to 1, drawn on a square-root scale because presses are rare.
type Bar struct {
	Name   string
	Icon   Icon
	Key    string  // of a person; "" for none
	Value  string  // written at the end of the bar; "" for the number
	Raw    float64 // the calibrated probability
	Made   float64 // the decoder's value; NaN for none
	Limit  float64 // the threshold of Made; NaN for none
	Shadow float64 // the second model's probability; NaN for none
	Null   bool    // the class that presses nothing, which is not drawn: "act" is its complement
	Linear bool    // drawn on a linear scale: a cooldown, not a probability
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

// Seen is the network's input: Width × Height pixels of red, green, blue, alpha, tinted
// yellow by Heat.
type Seen struct {
	Width, Height int
	Pix           []byte
	Heat          []byte // how much each pixel mattered, 0 to 255; empty if that is unknown
	Caption       string
}

// Timeline is the position in a match, with what happened in it.
type Timeline struct {
	At, Len int32 // ticks
	Marks   []Mark
	// Odds are the probabilities that the left panel's side wins, at every OddsEvery-th
	// tick from 0 on; empty for none.
	Odds      []float64
	OddsEvery int32
	// Live means that the match is being played. Its timeline makes way for the sides where
	// room is short; that of a replay stays, because one moves with it.
	Live bool
}

// now returns the odds at the position, false if there are none.
func (t *Timeline) now() (odds float64, ok bool) {
	if len(t.Odds) == 0 || t.OddsEvery <= 0 {
		return 0, false
	}
	return t.Odds[min(int(max(t.At, 0)/t.OddsEvery), len(t.Odds)-1)], true
}

// Mark is a point of a timeline.
type Mark struct {
	Tick int32
	Kind MarkKind
	Side int // 0 for the left panel's, 1 for the right one's
}

// MarkKind is what a mark stands for.
type MarkKind uint8

// The kinds of marks.
const (
	Difference MarkKind = iota // two models differ
	Press
	Hit
	MissedOpening
)

// timelineLines is the height of the timeline in lines of text: one for the odds, one for
// the marks. Short panels have the marks alone.
const timelineLines = 2

// oddsColumns is the width of the words before the timeline, in letters.
const oddsColumns = len("to win 100:0 % ")

// TimelineRect returns the rectangle of the timeline within panels of a size, which is
// empty if they are too small for one.
func (p *Painter) TimelineRect(size image.Point, v *View) image.Rectangle {
	f := p.frame(size, v)
	return f.timeline
}
