package compare

import (
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim/duel"
)

// Schema is the schema of a comparison.
const Schema = "kumite.compare/1"

// Verdict is whether a difference can be told from chance.
type Verdict string

// The verdicts.
const (
	Better  Verdict = "better"  // the whole interval of the difference is above 0
	Worse   Verdict = "worse"   // it is below 0
	Unclear Verdict = "unclear" // it contains 0
	Same    Verdict = "same"    // the contestant plays alike in both runs, and every pair scored the same
)

// Document is the comparison of run A with run B. Differences are B's minus A's.
type Document struct {
	Schema      string             `json:"schema"`
	A           Source             `json:"a"`
	B           Source             `json:"b"`
	Settings    []arena.Difference `json:"settings,omitempty"` // rules and timing that differ; empty unless the comparison was forced
	Contestants []Contestant       `json:"contestants"`        // in A's order
	NotCompared []string           `json:"not_compared"`       // contestants of both runs without an opponent that plays alike in both
	OnlyA       []string           `json:"only_a"`             // names of contestants
	OnlyB       []string           `json:"only_b"`
	Warnings    []string           `json:"warnings,omitempty"` // what limits the meaning of the numbers
}

// Source names a run.
type Source struct {
	Dir    string `json:"dir"`
	SHA256 string `json:"sha256"` // of the manifest
	Seed   uint64 `json:"seed"`
	Pairs  int    `json:"pairs"` // of each pairing, as requested
	Ended  string `json:"ended"` // as in the results
}

// Contestant is a contestant of both runs.
type Contestant struct {
	Name      string           `json:"name"`
	A         duel.Participant `json:"a"`
	B         duel.Participant `json:"b"`
	Changed   bool             `json:"changed"`   // it does not play alike
	Opponents []string         `json:"opponents"` // whose pairs are compared

	Paired     bool           `json:"paired"`  // by pairs on the same seeds
	PairsA     int            `json:"pairs_a"` // that are compared; equal if paired
	PairsB     int            `json:"pairs_b"`
	ScoreA     stats.Float    `json:"score_a"` // mean over these pairs, from 0 to 1; if not paired, the mean over the opponents
	ScoreB     stats.Float    `json:"score_b"`
	Difference stats.Float    `json:"difference"` // B's score minus A's
	CI95       stats.Interval `json:"difference_ci95"`
	Verdict    Verdict        `json:"verdict"`
}

// Worse returns the names of the contestants whose verdict is Worse.
func (d *Document) Worse() (names []string) {
	for _, c := range d.Contestants {
		if c.Verdict == Worse {
			names = append(names, c.Name)
		}
	}
	return names
}
