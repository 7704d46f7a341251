package breakdown

import (
	"github.com/kumite/kumite/policy/stats"
)

// Schema is the schema of a breakdown.
const Schema = "kumite.breakdown/1"

// Document is the breakdown of a run.
type Document struct {
	Schema         string       `json:"schema"`
	Dir            string       `json:"dir"`
	Matches        int          `json:"matches"`               // of the pairs that count
	WithoutReplay  int          `json:"without_replay"`        // of these, in no skill and no mistake
	NotReproducing int          `json:"not_reproducing"`       // the same, because the recording does not reproduce
	WithScores     int          `json:"with_scores,omitempty"` // matches whose decisions were kept
	Contestants    []Contestant `json:"contestants"`
}

// Contestant is one contestant's part.
type Contestant struct {
	Name      string     `json:"name"`
	Opponents []Opponent `json:"opponents"`
	Skills    []Skill    `json:"skills"` // in the game's order; [] without recordings
	Lost      Matches    `json:"lost"`
	Others    Matches    `json:"others"` // won and drawn
	Worst     []Pair     `json:"worst"`  // its pairs with the lowest scores below ½, at most MostWorst
}

// Opponent is the score against one opponent.
type Opponent struct {
	Name      string         `json:"name"`
	Wins      int            `json:"wins"`
	Losses    int            `json:"losses"`
	Draws     int            `json:"draws"`
	Pairs     int            `json:"pairs"`
	Score     stats.Float    `json:"score"` // mean over pairs
	ScoreCI95 stats.Interval `json:"score_ci95"`
}

// Skill counts what became of one skill.
type Skill struct {
	Skill   string `json:"skill"`
	Chosen  int    `json:"chosen,omitempty"` // decisions for it, of matches whose decisions were kept
	Masked  int    `json:"masked,omitempty"` // of these, not available
	Pressed int    `json:"pressed"`          // and accepted by the game
	Right   int    `json:"right"`            // of these, in an opening for the skill
	Wrong   int    `json:"wrong"`            // in an opening for another skill
	Late    int    `json:"late"`             // after an opening for the skill
	Unasked int    `json:"unasked"`          // without an opening
	Hit     int    `json:"hit"`
	Blocked int    `json:"blocked"`
	Damage  int    `json:"damage"`  // done by it
	Refused int    `json:"refused"` // presses that the game refused
	Missed  int    `json:"missed"`  // openings for it without a press
}

// Matches is a number of matches with the mistakes in them.
type Matches struct {
	Matches int `json:"matches"` // with a recording
	Mistakes
	Chief Mistakes `json:"chief"` // matches by their most frequent mistake; the first of equals
}

// Mistakes counts mistakes by kind.
type Mistakes struct {
	Missed  int `json:"missed"`
	Wrong   int `json:"wrong"`
	Late    int `json:"late"`
	Unasked int `json:"unasked"`
	Refused int `json:"refused"`
}

// Pair is a pair of matches on one seed.
type Pair struct {
	Opponent string    `json:"opponent"`
	Seed     uint64    `json:"seed"`
	Score    float64   `json:"score"`
	Replays  [2]string `json:"replays"` // paths of the recordings; "" where there is none
	Mistakes
}

// MostWorst is the largest number of worst pairs of a contestant.
const MostWorst = 3

func (m *Mistakes) add(o Mistakes) {
	m.Missed += o.Missed
	m.Wrong += o.Wrong
	m.Late += o.Late
	m.Unasked += o.Unasked
	m.Refused += o.Refused
}

// chief counts one match by its most frequent mistake.
func (m *Mistakes) chief(of Mistakes) {
	most := max(of.Missed, of.Wrong, of.Late, of.Unasked, of.Refused)
	switch most {
	case 0:
	case of.Missed:
		m.Missed++
	case of.Wrong:
		m.Wrong++
	case of.Late:
		m.Late++
	case of.Unasked:
		m.Unasked++
	case of.Refused:
		m.Refused++
	}
}
