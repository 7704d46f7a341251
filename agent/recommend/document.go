package recommend

import (
	"github.com/kumite/kumite/policy/stats"
)

// Verdict is the recommendation in one word.
type Verdict string

// The verdicts.
const (
	Ship    Verdict = "ship"    // the leader, which is better than the alternative
	Keep    Verdict = "keep"    // the champion, because the test accepted no candidate
	Unclear Verdict = "unclear" // the leader cannot be told apart from an alternative
	None    Verdict = "none"    // no candidate can be shipped
)

// Document is the recommendation.
type Document struct {
	Verdict  Verdict
	Name     string  // of the leader, or of the champion that stays; "" if there is none
	Sentence string  // whom to ship, and how certain that is
	Rivals   []Rival // the other candidates, the strongest first
	Against  []string
}

// Rival is a comparison of the leader with another candidate.
type Rival struct {
	Name  string
	Met   bool           // they played each other
	Lead  stats.Float    // the leader's mean points per leg minus the rival's
	CI95  stats.Interval // of Lead, over pairs
	Pairs int            // their own, or those against the same opponents on the same seeds
	Tied  bool           // equal to the tenth of a percent: in Lead, and in the pair scores of the run
}

// Behind reports whether the interval excludes that the rival is as good as the leader.
func (r *Rival) Behind() bool { return r.Pairs > 0 && r.CI95.Lo > 0 }
