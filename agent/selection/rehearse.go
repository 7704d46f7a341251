package selection

import (
	"context"
	"math/rand/v2"

	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/internal/pool"
	"github.com/kumite/kumite/policy/stats"
)

// RehearsalSchema is the schema of a rehearsal.
const RehearsalSchema = "kumite.rehearsal/1"

// Rehearsal says how selections would have ended on recorded pairs.
type Rehearsal struct {
	Schema      string         `json:"schema"`
	Candidates  int            `json:"candidates"`
	Recorded    int            `json:"recorded_pairs"` // of all candidates
	Delta       float64        `json:"delta"`
	Confidence  float64        `json:"confidence"`
	Prior       bool           `json:"prior"` // whether offline scores were used
	Seed        uint64         `json:"seed"`
	Repetitions int            `json:"repetitions"`
	Best        string         `json:"best"` // by all recorded pairs
	BestScore   float64        `json:"best_score"`
	Within      int            `json:"within"`      // repetitions whose choice is within delta of the best
	WithinCI95  stats.Interval `json:"within_ci95"` // of their share, Wilson's
	Decided     int            `json:"decided"`     // repetitions that reached the confidence
	MeanPairs   float64        `json:"mean_pairs"`  // of all candidates, per repetition
	MostPairs   int            `json:"most_pairs"`
	MeanRegret  float64        `json:"mean_regret"` // of the choice's recorded score to the best
	Choices     []Choice       `json:"choices"`     // in the order of the table
}

// Choice counts how often a candidate was chosen.
type Choice struct {
	Candidate string  `json:"candidate"`
	Score     float64 `json:"score"` // of all its recorded pairs
	Chosen    int     `json:"chosen"`
	MeanPairs float64 `json:"mean_pairs"` // per repetition
}

// RehearsalConfig describes a rehearsal.
type RehearsalConfig struct {
	Rule        Rule   // its pairs are at most those of the table
	Repetitions int    // at least 1
	Seed        uint64 // of the draws and the choices
	Workers     int    // selections at once, at least 1; does not change the results
}

// Validate reports every invalid field.
func (c RehearsalConfig) Validate() error {
	var fields invalid.Fields
	fields.Add(c.Rule.Validate())
	fields.If(c.Repetitions < 1, "repetitions is %d; want at least 1", c.Repetitions)
	fields.If(c.Workers < 1, "workers is %d; want at least 1", c.Workers)
	return fields.Err()
}

// Rehearse repeats a selection on recorded pairs. Each time its pairs are drawn from them
// with replacement, the same for all candidates, so that late pairs tell no more than new
// matches would. It reports how often the choice is within delta of the best by all
// recorded pairs, and how many pairs that took.
func Rehearse(ctx context.Context, t Table, cfg RehearsalConfig) (*Rehearsal, error) {
	rule, repetitions, seed := cfg.Rule, cfg.Repetitions, cfg.Seed
	rule.MaxPairs = min(rule.MaxPairs, t.Pairs())
	rule.First, rule.Batch = min(rule.First, rule.MaxPairs), min(rule.Batch, rule.MaxPairs)
	cfg.Rule = rule
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	r := &Rehearsal{Schema: RehearsalSchema, Candidates: len(t.Candidates), Recorded: len(t.Candidates) * t.Pairs(),
		Delta: rule.Delta, Confidence: rule.Confidence, Prior: t.Offline != nil, Seed: seed, Repetitions: repetitions}
	truth := make([]float64, len(t.Candidates))
	for i, scores := range t.Scores {
		truth[i] = stats.Mean(scores)
		r.Choices = append(r.Choices, Choice{Candidate: t.Candidates[i], Score: truth[i]})
	}
	best := largest(truth)
	r.Best, r.BestScore = t.Candidates[best], truth[best]
	ends := make([]*chooser, repetitions)
	err := pool.Each(ctx, repetitions, cfg.Workers, func(_ context.Context, _, i int) error {
		ends[i] = t.rehearse(rule, seed, uint64(i))
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, c := range ends {
		r.count(c, truth)
	}
	r.WithinCI95 = stats.Wilson(float64(r.Within), float64(repetitions))
	return r, nil
}

// rehearse plays one selection.
func (t Table) rehearse(rule Rule, seed, repetition uint64) *chooser {
	random := rand.New(rand.NewPCG(seed, repetition+1))
	drawn := make([]int, rule.MaxPairs)
	for i := range drawn {
		drawn[i] = random.IntN(t.Pairs())
	}
	c := newChooser(rule, len(t.Candidates), t.Offline, seed^repetition<<32)
	for {
		play := c.next()
		if len(play) == 0 {
			return c
		}
		for _, i := range play {
			for range c.batch(i) {
				c.add(i, t.Scores[i][drawn[c.played(i)]])
			}
		}
	}
}

// count adds the end of one repetition.
func (r *Rehearsal) count(c *chooser, truth []float64) {
	pairs := 0
	n := float64(r.Repetitions)
	for i := range c.scores {
		pairs += c.played(i)
		r.Choices[i].MeanPairs += float64(c.played(i)) / n
	}
	r.Choices[c.leader].Chosen++
	regret := r.BestScore - truth[c.leader]
	if regret <= r.Delta {
		r.Within++
	}
	if c.probability >= c.rule.Confidence {
		r.Decided++
	}
	r.MeanRegret += regret / n
	r.MeanPairs += float64(pairs) / n
	r.MostPairs = max(r.MostPairs, pairs)
}
