package gate

import (
	"fmt"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim/duel"
)

// Decision is the gate's decision on one candidate.
type Decision string

// The decisions. The first two are also the names of the folders that candidates
// are moved to; an inconclusive candidate stays.
const (
	Accepted     Decision = "accepted"
	Rejected     Decision = "rejected"
	Inconclusive Decision = "inconclusive"
)

// RecordSchema is the schema of a gate's record.
const RecordSchema = "kumite.gate/1"

// Record says what a gate decided on a candidate, why, and who signed it off:
// record.json beside the model.
type Record struct {
	Schema       string   `json:"schema"`
	Candidate    string   `json:"candidate"`
	Decision     Decision `json:"decision"`
	Why          string   `json:"why"`
	SignedBy     string   `json:"signed_by"`
	Time         string   `json:"time"` // RFC 3339, UTC
	Command      string   `json:"command"`
	Version      string   `json:"kumite_version"`
	RulesVersion int      `json:"rules_version"`
	ModelSHA256  string   `json:"model_sha256"`
	policy.FileHashes
	Decoder     string             `json:"decoder"`
	Champion    duel.Participant   `json:"champion"`
	Seed        uint64             `json:"seed"`
	Test        rating.SPRT        `json:"test"`
	Pentanomial rating.Pentanomial `json:"pentanomial"`
	Wins        int                `json:"wins"`
	Losses      int                `json:"losses"`
	Draws       int                `json:"draws"`
	Voids       int                `json:"voids"`
	Retried     int                `json:"retried,omitempty"` // matches that were played again because the candidate failed once
	FirstRetry  string             `json:"first_retry,omitempty"`
	WinRate     stats.Float        `json:"win_rate"`
	WinRateCI95 stats.Interval     `json:"win_rate_ci95"`
	Score       stats.Float        `json:"score"`
	ScoreCI95   stats.Interval     `json:"score_ci95"`
	ScoreMethod rating.Method      `json:"score_method"`
	Elo         stats.Float        `json:"elo"`
	EloCI95     stats.Interval     `json:"elo_ci95"`
	EloBiased   bool               `json:"elo_biased"`
	SPRT        rating.SPRTResult  `json:"sprt"`
	Withdrawn   *arena.VoidReason  `json:"withdrawn,omitempty"`
	Run         string             `json:"run,omitempty"`     // the run's folder, relative to the gate's
	Replays     string             `json:"replays,omitempty"` // the replays' folder, relative to the gate's
	Place       string             `json:"place"`             // the model's folder, relative to the gate's
	Files       []string           `json:"files"`             // the model's files, relative to Place
}

// newRecord returns the record of a candidate that has played nothing.
func newRecord(candidate string) Record {
	none, open := stats.Undefined(), stats.UndefinedInterval()
	return Record{
		Schema: RecordSchema, Candidate: candidate,
		WinRate: none, WinRateCI95: open, Score: none, ScoreCI95: open, Elo: none, EloCI95: open,
	}
}

// conclude derives the decision from the results of a candidate, the first
// contestant, against the champion.
func (r *Record) conclude(results arena.Results) error {
	candidate, champion, p := results.Contestants[0], results.Contestants[1], results.Pairings[0]
	if champion.Withdrawn != nil {
		return fmt.Errorf("gate: the champion cannot play: %s; fix it, or name another champion", champion.Withdrawn)
	}
	r.Pentanomial, r.Wins, r.Losses, r.Draws, r.Voids, r.SPRT = p.Pentanomial, p.Wins, p.Losses, p.Draws, p.Voids, p.SPRT
	r.Withdrawn, r.Retried, r.FirstRetry = candidate.Withdrawn, candidate.Retried, candidate.FirstRetry
	if candidate.Games > 0 {
		r.WinRate, r.WinRateCI95 = candidate.WinRate, candidate.WinRateCI95
	}
	if p.Pentanomial.Pairs() > 0 {
		r.Score, r.ScoreCI95, r.ScoreMethod, r.Elo, r.EloCI95, r.EloBiased = p.Score, p.ScoreCI95, p.ScoreMethod, p.Elo, p.EloCI95, p.EloBiased
	}
	r.Decision, r.Why = r.decide()
	return nil
}

// decide returns the decision and its reason.
func (r *Record) decide() (Decision, string) {
	if r.Withdrawn != nil {
		return Rejected, "it was withdrawn: " + r.Withdrawn.String()
	}
	found := fmt.Sprintf("pair score %s %% [%.1f, %.1f], LLR %.2f, bounds %.2f and %.2f, after %s",
		(100 * r.Score).Text("%.1f"), 100*r.ScoreCI95.Lo, 100*r.ScoreCI95.Hi, r.SPRT.LLR, r.SPRT.Lower, r.SPRT.Upper, number.Of(r.Pentanomial.Pairs(), "pair"))
	switch r.SPRT.Verdict {
	case rating.AcceptH1:
		return Accepted, fmt.Sprintf("the test accepts H1, an Elo difference of at least %g to the champion, over H0, at most %g: %s", r.Test.Elo1, r.Test.Elo0, found)
	case rating.AcceptH0:
		return Rejected, fmt.Sprintf("the test accepts H0, an Elo difference of at most %g to the champion, over H1, at least %g: %s", r.Test.Elo0, r.Test.Elo1, found)
	}
	return Inconclusive, "the test is inconclusive: " + found
}
