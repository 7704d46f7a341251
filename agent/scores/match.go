package scores

import (
	"math"
	"slices"

	"github.com/kumite/kumite/sim"
)

// Match holds the decisions in one match.
type Match struct {
	FinalHash string   // of the recording that it belongs to
	Ticks     int32    // of the match
	Sides     [2]*Side // left and right; nil for a side without a model
}

// MaxDecisions is the largest number of decisions of a side that are kept: those of ten
// minutes with a period of 100 ms.
const MaxDecisions = 6000

// maxTicks is the length of the longest match.
const maxTicks = 3600 * sim.TickRate

// About describes a side's decoder.
type About struct {
	PeriodTicks int32 `json:"period_ticks"` // from one decision to the next; the first is at tick 0

	Classes  []string `json:"classes"`   // in the order of the probabilities
	NoAction int      `json:"no_action"` // index of the class that presses nothing
	Decoder  string   `json:"decoder"`   // query, with every setting

	// What the decoder compares probabilities with, where that is constant: the
	// probability of any skill that a press needs, and that of each skill.
	ActLimit float64   `json:"act_limit,omitempty"`
	Limits   []float64 `json:"limits,omitempty"` // by class
}

// Side holds the decisions of one side, in columns.
type Side struct {
	About
	words        []string // that held and test refer to; the first is ""
	probs        [][]byte // by class
	wanted       []byte   // class
	held, test   []byte   // indexes of words
	score, limit []float32
}

// NewSide returns a side without decisions.
func NewSide(about About) *Side {
	return &Side{About: about, words: []string{""}, probs: make([][]byte, len(about.Classes))}
}

// Decision is one decision of a decoder.
type Decision struct {
	Probabilities []float64 // by class, calibrated; zeros on a fault
	Wanted        int       // class that the rule chose
	Held          string    // why it was not sent, or ""
	Test          string    // the rule's test that decided, "" for its only one
	Score         float64   // what the test compared
	Threshold     float64   // with what
}

// Decisions returns the number of decisions in a match of so many ticks.
func (a *About) Decisions(ticks int32) int { return int((ticks + a.PeriodTicks - 1) / a.PeriodTicks) }

// Newest returns the index of the newest decision at a tick of the match.
func (s *Side) Newest(tick int32) int { return min(max(int(tick/s.PeriodTicks), 0), s.Len()-1) }

// Add appends a decision, whose probabilities are those of the side's classes.
func (s *Side) Add(d Decision) {
	for i := range s.probs {
		s.probs[i] = append(s.probs[i], encode(d.Probabilities[i]))
	}
	s.wanted = append(s.wanted, byte(d.Wanted))
	s.held, s.test = append(s.held, s.word(d.Held)), append(s.test, s.word(d.Test))
	s.score, s.limit = append(s.score, rounded(d.Score)), append(s.limit, rounded(d.Threshold))
}

// word returns the index of a word. A decoder has a handful of them.
func (s *Side) word(w string) byte {
	i := slices.Index(s.words, w)
	if i < 0 {
		i = len(s.words)
		s.words = append(s.words, w)
	}
	return byte(i)
}

// Len returns the number of decisions.
func (s *Side) Len() int { return len(s.wanted) }

// At returns the i-th decision, from 0.
func (s *Side) At(i int) Decision {
	d := Decision{
		Probabilities: make([]float64, len(s.probs)), Wanted: int(s.wanted[i]), Held: s.words[s.held[i]], Test: s.words[s.test[i]],
		Score: float64(s.score[i]), Threshold: float64(s.limit[i]),
	}
	for k := range s.probs {
		d.Probabilities[k] = decode(s.probs[k][i])
	}
	return d
}

// Counts are the stages of a skill's presses that the decoder decides on.
type Counts struct{ Chosen, Masked, Sent int }

// Count counts the decisions for each class. Those of no_action stay zero.
func (s *Side) Count() []Counts {
	all := make([]Counts, len(s.Classes))
	for i, k := range s.wanted {
		if int(k) == s.NoAction {
			continue
		}
		c := &all[k]
		c.Chosen++
		switch s.words[s.held[i]] {
		case "":
			c.Sent++
		case Masked:
			c.Masked++
		}
	}
	return all
}

// Totals returns the counts of all skills of each side; nil for a side without a model.
func (m *Match) Totals() (all [2]*Counts) {
	for i, s := range m.Sides {
		if s == nil {
			continue
		}
		all[i] = &Counts{}
		for _, c := range s.Count() {
			all[i].Chosen += c.Chosen
			all[i].Masked += c.Masked
			all[i].Sent += c.Sent
		}
	}
	return all
}

// Masked is the reason of a skill that was not available.
const Masked = "masked"

// rounded returns a number with 12 significant bits, which a file compresses well.
func rounded(v float64) float32 {
	const dropped = 12 // of the 24 bits of single precision
	bits := math.Float32bits(float32(v))
	if math.IsNaN(v) || math.IsInf(float64(float32(v)), 0) {
		return float32(v)
	}
	return math.Float32frombits((bits + 1<<(dropped-1)) &^ (1<<dropped - 1))
}

func encode(p float64) byte {
	if !(p > 0) { // NaN included
		return 0
	}
	return byte(math.Round(255 * math.Sqrt(min(p, 1))))
}

func decode(b byte) float64 {
	root := float64(b) / 255
	return root * root
}
