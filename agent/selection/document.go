package selection

import (
	"fmt"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

// Schema is the schema of a selection.
const Schema = "kumite.select/1"

// How a selection ended.
const (
	EndedByConfidence = "confidence" // the leader is good enough
	EndedByPairs      = "pairs"      // every contender has played all its pairs
)

// Document is the result of a selection.
type Document struct {
	Schema       string      `json:"schema"`
	Verdict      string      `json:"verdict"`     // in a sentence
	Choice       string      `json:"choice"`      // name of the leader
	Probability  float64     `json:"probability"` // of the leader to be within delta of the best, by the model
	Ended        string      `json:"ended"`
	Delta        float64     `json:"delta"`
	Confidence   float64     `json:"confidence"`
	Against      string      `json:"against"`
	Seed         uint64      `json:"seed"`
	Pairs        int         `json:"pairs"`            // of all candidates
	MaxPairs     int         `json:"max_pairs"`        // of each
	Metric       string      `json:"metric,omitempty"` // of the offline score
	DelayTicks   int32       `json:"delay_ticks"`
	RulesVersion int         `json:"rules_version"`
	Candidates   []Candidate `json:"candidates"` // in the order in which they were named
}

// Candidate is a candidate's result.
type Candidate struct {
	Name        string `json:"name"`
	Spec        string `json:"spec"`
	ModelSHA256 string `json:"model_sha256,omitempty"`
	policy.FileHashes
	Decoder     string             `json:"decoder,omitempty"`
	Offline     stats.Float        `json:"offline"` // higher is better; null without logs
	Pairs       int                `json:"pairs"`
	Pentanomial rating.Pentanomial `json:"pentanomial"`
	Score       stats.Float        `json:"score"` // of the pairs played; null without any
	ScoreCI95   stats.Interval     `json:"score_ci95"`
	ScoreMethod rating.Method      `json:"score_method,omitempty"`
	Expected    stats.Float        `json:"expected"`            // mean of the posterior, at least 0 and at most 1
	Deviation   stats.Float        `json:"deviation"`           // standard deviation of the posterior
	Contends    bool               `json:"contends"`            // it may be the best
	Withdrawn   string             `json:"withdrawn,omitempty"` // why it could not play
}

// finish sets the results from the chooser's end.
func (d *Document) finish(c *chooser) {
	d.Choice, d.Probability = d.Candidates[c.leader].Name, c.probability
	d.Ended = EndedByPairs
	if c.probability >= c.rule.Confidence {
		d.Ended = EndedByConfidence
	}
	for i := range d.Candidates {
		x := &d.Candidates[i]
		x.Pairs, x.Contends = c.played(i), c.contends[i]
		x.Expected, x.Deviation = stats.Undefined(), stats.Undefined()
		if !c.out[i] && x.Pairs > 0 {
			x.Expected, x.Deviation = stats.Float(min(max(c.means[i], 0), 1)), stats.Float(c.deviations[i])
		}
		x.Score, x.ScoreCI95 = stats.Undefined(), stats.UndefinedInterval()
		if s, err := x.Pentanomial.Summarize(); err == nil {
			x.Score, x.ScoreCI95, x.ScoreMethod = stats.Float(s.Score), s.ScoreCI95, s.Method
		}
		d.Pairs += x.Pairs
	}
	best := d.Candidates[c.leader]
	share := 100 * float64(d.Pairs) / float64(d.MaxPairs*len(d.Candidates))
	lead := "Choose"
	if d.Ended == EndedByPairs {
		lead = "Cannot tell at the asked confidence; the leader is"
	}
	d.Verdict = fmt.Sprintf("%s %s: its score is within %.1f points of the best with probability %.3f. It won %.1f %% of %s; all %s played %s, %.1f %% of a gauntlet of %d each.",
		lead, best.Name, 100*d.Delta, d.Probability, 100*float64(best.Score), number.Of(best.Pairs, "pair"), number.Of(len(d.Candidates), "candidate"), number.Of(d.Pairs, "pair"), share, d.MaxPairs)
}
