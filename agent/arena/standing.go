package arena

import (
	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
)

// ProSkillsPerMinute is the number of skills per minute that the script pro uses
// against itself: 11584 in 1439 minutes (1000 matches, seed 1).
const ProSkillsPerMinute = 8.05

// CollapsedBelow is the number of skills per minute below which a model counts as
// collapsed: a tenth of the pro's.
const CollapsedBelow = ProSkillsPerMinute / 10

// Standing is one contestant's part of the results. Legs against a withdrawn
// contestant are not in it, unless the standing is that of a withdrawn contestant.
type Standing struct {
	Name        string `json:"name"`
	Spec        string `json:"spec"`
	ModelSHA256 string `json:"model_sha256"`
	policy.FileHashes
	Decoder         string             `json:"decoder"`
	Random          string             `json:"random,omitempty"` // why its scores are not a function of its input, so that a run is not reproducible
	Games           int                `json:"games"`
	Score                              // wins, losses, draws, win rate
	Voids           int                `json:"voids"`
	Retried         int                `json:"retried,omitempty"` // matches that were played again because it failed once
	FirstRetry      string             `json:"first_retry,omitempty"`
	Duplicates      int                `json:"duplicates"`  // legs identical to earlier ones, move for move; not counted
	Pentanomial     rating.Pentanomial `json:"pentanomial"` // its pairs against all opponents
	PairScore       stats.Float        `json:"pair_score"`
	PairScoreCI95   stats.Interval     `json:"pair_score_ci95"`
	Elo             stats.Float        `json:"elo"` // Bradley–Terry, mean 0
	EloCI95         stats.Interval     `json:"elo_ci95"`
	EloBiased       bool               `json:"elo_biased"` // a sequential test stopped one of its pairings
	Withdrawn       *VoidReason        `json:"withdrawn,omitempty"`
	SkillsPerMinute float64            `json:"skills_per_minute"`
	NoActionShare   float64            `json:"no_action_share"`
	Collapsed       bool               `json:"collapsed"`
	Ledger          Ledger             `json:"ledger"`
	DecisionUS      Quantiles          `json:"decision_us"`
	Slices          []Slice            `json:"slices"`
}

// Quantiles are decision times in microseconds, of the last session in which the
// contestant made decisions; 0 for scripts.
type Quantiles struct {
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
}

func micros(l *agent.Latency, q float64) float64 { return float64(l.Quantile(q).Microseconds()) }

// count adds a leg that the contestant played as A (side 0) or B (side 1).
func (s *Standing) count(l *Leg, side int) {
	s.Ledger.add(l.Ledger[side])
	s.Games++
	s.Score.add(l.Outcome, side == 0)
}

func (s *Standing) finish(ticks int64, model bool) error {
	s.Score.finish()
	s.Elo, s.PairScore = stats.Undefined(), stats.Undefined()
	if s.Pentanomial.Pairs() > 0 {
		sum, err := s.Pentanomial.Summarize()
		if err != nil {
			return err
		}
		s.PairScore, s.PairScoreCI95 = stats.Float(sum.Score), sum.ScoreCI95
	}
	if ticks > 0 {
		s.SkillsPerMinute = float64(s.Ledger.Accepted) * 60 * sim.TickRate / float64(ticks)
	}
	if s.Ledger.Decisions > 0 {
		s.NoActionShare = 1 - float64(s.Ledger.Sent)/float64(s.Ledger.Decisions)
	}
	s.Collapsed = model && s.Games > 0 && s.SkillsPerMinute < CollapsedBelow
	for i := range s.Slices {
		s.Slices[i].finish()
	}
	return nil
}
