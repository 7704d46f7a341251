package sweep

import (
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
)

// Schema is the schema of a sweep's document.
const Schema = "kumite.sweep/1"

// Document is the result of a sweep.
type Document struct {
	Schema      string `json:"schema"`
	Contestant  string `json:"contestant"`
	ModelSHA256 string `json:"model_sha256"`
	policy.FileHashes
	Setting   string   `json:"setting"`
	Opponents []string `json:"opponents"`
	Seed      uint64   `json:"seed"`
	Pairs     int      `json:"pairs"` // for each value and opponent, on the same seeds for all values
	Bar       float64  `json:"bar"`
	Points    []Point  `json:"points"`
	Knee      *Optimum `json:"knee"`  // null if no value reaches the bar
	Best      *Optimum `json:"best"`  // by pair score; null without a finished pair
	Ended     string   `json:"ended"` // by "schedule" or "clock"

	Results arena.Results `json:"-"` // of the sweep's tournament
}

// Point is the result of one value.
type Point struct {
	Value  float64  `json:"value"`
	Millis *float64 `json:"ms,omitempty"` // of a delay or a period
	Played

	Text string `json:"-"` // the value as written in the contestant's string
}

// Played is the result of the contestant with one setting or several, over all opponents.
type Played struct {
	Games           int                `json:"games"`
	Wins            int                `json:"wins"`
	Losses          int                `json:"losses"`
	Draws           int                `json:"draws"`
	Voids           int                `json:"voids"`
	WinRate         stats.Float        `json:"win_rate"`
	WinRateCI95     stats.Interval     `json:"win_rate_ci95"`
	Pentanomial     rating.Pentanomial `json:"pentanomial"`
	Score           stats.Float        `json:"score"`
	ScoreCI95       stats.Interval     `json:"score_ci95"`
	ScoreMethod     rating.Method      `json:"score_method"`
	SkillsPerMinute float64            `json:"skills_per_minute"`
	Collapsed       bool               `json:"collapsed"`
	Faults          int                `json:"faults,omitempty"`
	Retried         int                `json:"retried,omitempty"`
	Withdrawn       *arena.VoidReason  `json:"withdrawn,omitempty"`
}

func played(c arena.Standing) Played {
	var method rating.Method
	if sum, err := c.Pentanomial.Summarize(); err == nil { // there are pairs
		method = sum.Method
	}
	return Played{
		Games: c.Games, Wins: c.Wins, Losses: c.Losses, Draws: c.Draws, Voids: c.Voids,
		WinRate: c.WinRate, WinRateCI95: c.WinRateCI95, Pentanomial: c.Pentanomial, Score: c.PairScore, ScoreCI95: c.PairScoreCI95, ScoreMethod: method,
		SkillsPerMinute: c.SkillsPerMinute, Collapsed: c.Collapsed, Faults: c.Ledger.Faults, Retried: c.Retried, Withdrawn: c.Withdrawn,
	}
}

// newDocument creates a document from a tournament's results, whose first
// contestants are the sweep's values.
func newDocument(cfg Config, results arena.Results) *Document {
	d := &Document{
		Schema: Schema, Contestant: cfg.Contestants[0], ModelSHA256: results.Contestants[0].ModelSHA256,
		FileHashes: results.Contestants[0].FileHashes, Setting: cfg.Range.Setting,
		Opponents: results.Gauntlet, Seed: results.Seed, Pairs: results.Pairs, Bar: cfg.Bar, Ended: results.Ended, Results: results,
	}
	for i, v := range cfg.Range.Values {
		d.Points = append(d.Points, Point{Value: v.Number, Millis: d.millis(v.Number), Played: played(results.Contestants[i]), Text: v.Text})
	}
	d.findKnee()
	return d
}

// millis returns a delay or a period in milliseconds, or nil for another setting.
func (d *Document) millis(v float64) *float64 {
	if !inTicks(d.Setting) {
		return nil
	}
	ms := v * 1000 / sim.TickRate
	return &ms
}

// At returns the point of a value; ok is false if the sweep does not have the value.
func (d *Document) At(value float64) (p Point, ok bool) {
	for _, p := range d.Points {
		if p.Value == value {
			return p, true
		}
	}
	return Point{}, false
}

// Complete reports whether every value has played all its pairs.
func (d *Document) Complete() bool {
	for _, p := range d.Points {
		if p.Pentanomial.Pairs() != d.Pairs*len(d.Opponents) {
			return false
		}
	}
	return true
}
