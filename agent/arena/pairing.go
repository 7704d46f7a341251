package arena

import (
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

// PairingResult is the result of a pairing, for contestant A.
type PairingResult struct {
	A           string             `json:"a"`
	B           string             `json:"b"`
	Pentanomial rating.Pentanomial `json:"pentanomial"` // LL, LD, DD+WL, WD, WW
	Wins        int                `json:"wins"`
	Losses      int                `json:"losses"`
	Draws       int                `json:"draws"`
	Voids       int                `json:"voids"`
	Duplicates  int                `json:"duplicates"` // pairs identical to earlier ones, move for move; not counted
	Seeds       int                `json:"seeds"`      // distinct seeds of the counted pairs
	Score       stats.Float        `json:"score"`      // mean over pairs
	ScoreCI95   stats.Interval     `json:"score_ci95"`
	ScoreMethod rating.Method      `json:"score_method"` // of the interval
	Elo         stats.Float        `json:"elo"`
	EloCI95     stats.Interval     `json:"elo_ci95"`
	EloBiased   bool               `json:"elo_biased"` // a sequential test stopped the pairing
	LOS         stats.Float        `json:"los"`        // likelihood that A is stronger
	SPRT        rating.SPRTResult  `json:"sprt"`       // of the run's test, or of the default test on all pairs
}

func (p *PairingResult) count(l *Leg) {
	switch l.Outcome {
	case Win:
		p.Wins++
	case Loss:
		p.Losses++
	case Draw:
		p.Draws++
	default:
		p.Voids++
	}
}

// finish computes the statistics of the counts. test has seen the pairing's pairs;
// it is nil in a run without a test.
func (p *PairingResult) finish(test *rating.Sequential) error {
	p.Score, p.Elo, p.LOS = stats.Undefined(), stats.Undefined(), stats.Undefined()
	if test != nil {
		p.SPRT, p.EloBiased = test.Result(), test.Stopped()
	} else {
		p.SPRT = rating.DefaultSPRT().Judge(p.Pentanomial)
	}
	if p.Pentanomial.Pairs() == 0 {
		return nil
	}
	s, err := p.Pentanomial.Summarize()
	if err != nil {
		return err
	}
	p.Score, p.ScoreCI95, p.ScoreMethod = stats.Float(s.Score), s.ScoreCI95, s.Method
	p.Elo, p.EloCI95, p.LOS = stats.Float(s.Elo), s.EloCI95, stats.Float(s.LOS)
	return nil
}
