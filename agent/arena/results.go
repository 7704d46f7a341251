package arena

import (
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
)

// ResultsSchema is the schema of results.json.
const ResultsSchema = "kumite.tournament/1"

// What ended a run: the end of the schedule, the time budget, or an interrupt. Only
// in the first case do the results depend on nothing but the run's manifest.
const (
	EndedBySchedule  = "schedule"
	EndedByClock     = "clock"
	EndedByInterrupt = "interrupt"
)

// Results is results.json, the results of a tournament. They cover the pairs from
// the start of the schedule to the first one that is not finished.
type Results struct {
	Schema        string          `json:"schema"`
	Seed          uint64          `json:"seed"`
	Pairs         int             `json:"pairs"` // for each pairing, as requested
	DelayTicks    int32           `json:"delay_ticks"`
	Latency       *LatencyModel   `json:"latency,omitempty"` // distribution of the delays
	RulesVersion  int             `json:"rules_version"`
	Rules         sim.Rules       `json:"rules"`
	Gauntlet      []string        `json:"gauntlet,omitempty"`
	Test          *rating.SPRT    `json:"test,omitempty"` // ends each pairing
	Shard         Shard           `json:"shard,omitzero"` // of which these are the results
	Ended         string          `json:"ended"`          // by "schedule", "clock" or "interrupt"
	Contestants   []Standing      `json:"contestants"`
	Pairings      []PairingResult `json:"pairings"`
	Fit           *Fit            `json:"fit,omitempty"`       // of the contestants' Elo, for more than two
	FitError      string          `json:"fit_error,omitempty"` // why there is no Elo, unless a contestant met no other
	SideAdvantage *SideAdvantage  `json:"side_advantage"`      // null without a finished pair
}

// Collapsed returns the standings of the models that have collapsed.
func (r *Results) Collapsed() []Standing {
	return r.standings(func(s Standing) bool { return s.Collapsed })
}

// Withdrawn returns the standings of the contestants that were withdrawn.
func (r *Results) Withdrawn() []Standing {
	return r.standings(func(s Standing) bool { return s.Withdrawn != nil })
}

func (r *Results) standings(of func(Standing) bool) (some []Standing) {
	for _, s := range r.Contestants {
		if of(s) {
			some = append(some, s)
		}
	}
	return some
}

// Unaccepted returns the pairings whose sequential test did not end with H1.
func (r *Results) Unaccepted() (some []PairingResult) {
	for _, p := range r.Pairings {
		if p.SPRT.Verdict != rating.AcceptH1 {
			some = append(some, p)
		}
	}
	return some
}

// Fit says how well one rating per contestant describes the pool: the χ² of the
// pairings against the Bradley–Terry ratings. P is undefined without spare pairings.
type Fit struct {
	ChiSquare    stats.Float `json:"chi_square"`
	DF           int         `json:"df"`
	P            stats.Float `json:"p"`
	Transitive   bool        `json:"transitive"`    // false if the test rejects at 5 %
	VirtualDraws bool        `json:"virtual_draws"` // one was added per pairing, because a contestant won or lost everything
}

// SideAdvantage is the advantage of the left side, in points per leg.
type SideAdvantage struct {
	Advantage float64        `json:"advantage"`
	CI95      stats.Interval `json:"ci95"`
	Pairs     int            `json:"pairs"`
}

// Score is wins, losses and draws with the win rate and its Wilson interval.
type Score struct {
	Wins        int            `json:"wins"`
	Losses      int            `json:"losses"`
	Draws       int            `json:"draws"`
	WinRate     stats.Float    `json:"win_rate"`
	WinRateCI95 stats.Interval `json:"win_rate_ci95"`
}

// Games returns the number of legs in a score.
func (s *Score) Games() int { return s.Wins + s.Losses + s.Draws }

// add counts a leg that was played as A or as B; outcome is A's.
func (s *Score) add(outcome string, asA bool) {
	switch {
	case outcome == Draw:
		s.Draws++
	case (outcome == Win) == asA:
		s.Wins++
	default:
		s.Losses++
	}
}

func (s *Score) finish() {
	s.WinRate = stats.Undefined()
	if n := s.Games(); n > 0 {
		s.WinRate = stats.Float(float64(s.Wins) / float64(n))
		s.WinRateCI95 = stats.Wilson(float64(s.Wins), float64(n))
	}
}
