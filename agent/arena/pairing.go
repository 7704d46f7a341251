package arena

import (
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

// PairingResult is what two contestants made of each other, as A has it.
type PairingResult struct {
	A           string             `json:"a"`
	B           string             `json:"b"`
	Pentanomial rating.Pentanomial `json:"pentanomial"` // LL, LD, DD+WL, WD, WW
	Wins        int                `json:"wins"`
	Losses      int                `json:"losses"`
	Draws       int                `json:"draws"`
	Voids       int                `json:"voids"`
	Duplicates  int                `json:"duplicates"` // pairs that were played before, move for move; not counted
	Seeds       int                `json:"seeds"`      // distinct ones among the pairs counted
	Score       stats.Float        `json:"score"`      // mean over pairs
	ScoreCI95   stats.Interval     `json:"score_ci95"`
	ScoreMethod rating.Method      `json:"score_method"` // how the interval was made
	Elo         stats.Float        `json:"elo"`
	EloCI95     stats.Interval     `json:"elo_ci95"`
	EloBiased   bool               `json:"elo_biased"` // a test stopped the pairing when it was decided
	LOS         stats.Float        `json:"los"`        // likelihood that A is the stronger
	SPRT        rating.SPRTResult  `json:"sprt"`       // by the run's test, or by the default one on everything played
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

// finish computes what follows from the counts. test has gone through the
// pairing's pairs; it is nil in a run without one.
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
