package rating

import (
	"errors"

	"github.com/kumite/kumite/policy/stats"
)

// PairStatistics are the statistics of the first of two contestants over their
// pairs.
type PairStatistics struct {
	Pairs     int            `json:"pairs"`
	Score     stats.Float    `json:"score"`
	ScoreCI95 stats.Interval `json:"score_ci95"`
	Interval  Method         `json:"interval"`
	Variance  stats.Float    `json:"variance"`
	Elo       stats.Float    `json:"elo"`
	EloCI95   stats.Interval `json:"elo_ci95"`
	LOS       stats.Float    `json:"los"`
	SPRT      SPRTResult     `json:"sprt"`

	Counts Pentanomial `json:"-"`
	Test   SPRT        `json:"-"`
}

// NewPairStatistics summarizes pairs and applies the test once to all of them.
func NewPairStatistics(counts Pentanomial, test SPRT) (PairStatistics, error) {
	s, err := counts.Summarize()
	if err = errors.Join(test.Validate(), err); err != nil {
		return PairStatistics{}, err
	}
	return PairStatistics{
		Pairs: s.Pairs, Score: stats.Float(s.Score), ScoreCI95: s.ScoreCI95, Interval: s.Method, Variance: stats.Float(s.Variance),
		Elo: stats.Float(s.Elo), EloCI95: s.EloCI95, LOS: stats.Float(s.LOS), SPRT: test.Judge(counts),
		Counts: counts, Test: test,
	}, nil
}
