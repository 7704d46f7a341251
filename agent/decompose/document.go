package decompose

import (
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

// Schema is the schema of a decomposition.
const Schema = "kumite.decompose/1"

// Document is the result of a decomposition.
type Document struct {
	Schema      string `json:"schema"`
	Verdict     string `json:"verdict"` // the losses in a few sentences
	Largest     string `json:"largest"` // key of the variant whose gain is the largest of those shown, "" if none is
	Contestant  string `json:"contestant"`
	ModelSHA256 string `json:"model_sha256"`
	policy.FileHashes
	Decoder        string    `json:"decoder"`
	Against        string    `json:"against"`
	Seed           uint64    `json:"seed"`
	Pairs          int       `json:"pairs"` // for each variant, on the same seeds
	DelayTicks     int32     `json:"delay_ticks"`
	PeriodTicks    int32     `json:"period_ticks"`
	WrongPressCost int32     `json:"wrong_press_cost"`
	RulesVersion   int       `json:"rules_version"`
	Variants       []Variant `json:"variants"`         // the model as it is first
	Faults         int       `json:"faults,omitempty"` // decisions of all variants without scores
	FirstFault     string    `json:"first_fault,omitempty"`
	Random         string    `json:"random,omitempty"` // why two runs may differ
}

// Variant is the result of one variant.
type Variant struct {
	Key              string             `json:"key"`
	Name             string             `json:"name"`
	Loss             string             `json:"loss,omitempty"` // what its gain measures
	Games            int                `json:"games"`
	Wins             int                `json:"wins"`
	Losses           int                `json:"losses"`
	Draws            int                `json:"draws"`
	Pentanomial      rating.Pentanomial `json:"pentanomial"`
	Score            stats.Float        `json:"score"` // mean over pairs
	ScoreCI95        stats.Interval     `json:"score_ci95"`
	ScoreMethod      rating.Method      `json:"score_method"`
	Gain             stats.Float        `json:"gain"` // of score over the model as it is, pair by pair
	GainCI95         stats.Interval     `json:"gain_ci95"`
	PressesPerMinute float64            `json:"presses_per_minute"` // sent, accepted or not

	pairs []float64 // scores
}

// shown reports whether a gain is above zero with its whole interval.
func (v Variant) shown() bool { return v.GainCI95.Lo > 0 }

// Find returns the result of a variant, or the zero value for an unknown key.
func (d *Document) Find(key string) Variant {
	for _, v := range d.Variants {
		if v.Key == key {
			return v
		}
	}
	return Variant{}
}
