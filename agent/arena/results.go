package arena

import (
	"cmp"
	"slices"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// ResultsSchema is the schema of results.json.
const ResultsSchema = "kumite.tournament/1"

// ProSkillsPerMinute is how many skills a minute pro uses against pro.
const ProSkillsPerMinute = 7.8

// CollapsedBelow is how many skills a minute a model must use not to count as
// collapsed into never acting.
const CollapsedBelow = ProSkillsPerMinute / 10

// Results is what a tournament came to: results.json.
type Results struct {
	Schema        string          `json:"schema"`
	Seed          uint64          `json:"seed"`
	Pairs         int             `json:"pairs"` // for each pairing, as asked
	DelayTicks    int32           `json:"delay_ticks"`
	RulesVersion  int             `json:"rules_version"`
	Rules         sim.Rules       `json:"rules"`
	Contestants   []Standing      `json:"contestants"`
	Pairings      []PairingResult `json:"pairings"`
	SideAdvantage *SideAdvantage  `json:"side_advantage"` // null without a finished pair
}

// Standing is one contestant's part of the results.
type Standing struct {
	Name            string          `json:"name"`
	Spec            string          `json:"spec"`
	ModelSHA256     string          `json:"model_sha256"`
	Decoder         string          `json:"decoder"`
	Games           int             `json:"games"`
	Wins            int             `json:"wins"`
	Losses          int             `json:"losses"`
	Draws           int             `json:"draws"`
	Voids           int             `json:"voids"`
	WinRate         rating.Float    `json:"win_rate"`
	WinRateCI95     rating.Interval `json:"win_rate_ci95"` // Wilson
	Elo             rating.Float    `json:"elo"`           // Bradley–Terry, mean 0
	EloCI95         rating.Interval `json:"elo_ci95"`
	SkillsPerMinute float64         `json:"skills_per_minute"`
	NoActionShare   float64         `json:"no_action_share"`
	Collapsed       bool            `json:"collapsed"`
	Ledger          Ledger          `json:"ledger"`
	DecisionUS      Quantiles       `json:"decision_us"`
}

// Quantiles of decision times in microseconds, of the newest session in which
// the contestant decided; 0 for scripts.
type Quantiles struct {
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
}

// PairingResult is what two contestants made of each other, as A has it.
type PairingResult struct {
	A           string             `json:"a"`
	B           string             `json:"b"`
	Pentanomial rating.Pentanomial `json:"pentanomial"` // LL, LD, DD+WL, WD, WW
	Wins        int                `json:"wins"`
	Losses      int                `json:"losses"`
	Draws       int                `json:"draws"`
	Voids       int                `json:"voids"`
	Score       rating.Float       `json:"score"` // mean over pairs
	ScoreCI95   rating.Interval    `json:"score_ci95"`
	ScoreMethod rating.Method      `json:"score_method"` // how the interval was made
	Elo         rating.Float       `json:"elo"`
	EloCI95     rating.Interval    `json:"elo_ci95"`
	SPRT        rating.SPRTResult  `json:"sprt"`
}

// SideAdvantage is what the left side is worth, in points a leg.
type SideAdvantage struct {
	Advantage float64         `json:"advantage"`
	CI95      rating.Interval `json:"ci95"`
	Pairs     int             `json:"pairs"`
}

// Summarize makes the results of finished legs, in any order.
func Summarize(cfg Config, who []duel.Participant, legs []Leg, latency []agent.Latency) (Results, error) {
	r := Results{
		Schema: ResultsSchema, Seed: cfg.Seed, Pairs: cfg.Pairs, DelayTicks: cfg.DelayTicks,
		RulesVersion: sim.RulesVersion, Rules: cfg.Rules,
	}
	legs = slices.Clone(legs)
	slices.SortFunc(legs, func(a, b Leg) int {
		return cmp.Or(cmp.Compare(a.Pairing, b.Pairing), cmp.Compare(a.Pair, b.Pair), cmp.Compare(a.Leg, b.Leg))
	})
	ticks := make([]int64, len(cfg.Contestants))
	for i, c := range cfg.Contestants {
		s := Standing{Name: c.Name, Spec: c.Spec, ModelSHA256: who[i].ModelSHA256, Decoder: who[i].Decoder}
		if latency != nil {
			s.DecisionUS = Quantiles{micros(&latency[i], 0.50), micros(&latency[i], 0.99)}
		}
		r.Contestants = append(r.Contestants, s)
	}
	var sides []rating.Legs
	var scores []rating.PairScore
	for i, p := range cfg.Pairings() {
		res := PairingResult{A: cfg.Contestants[p.A].Name, B: cfg.Contestants[p.B].Name}
		for n := range legs {
			l := &legs[n]
			if l.Pairing != i {
				continue
			}
			res.count(l)
			for side, contestant := range [2]int{p.A, p.B} {
				r.Contestants[contestant].count(l, side)
				ticks[contestant] += int64(l.Ticks)
			}
			if l.Leg == 0 || n == 0 {
				continue
			}
			first, ok1 := legs[n-1].points()
			second, ok2 := l.points()
			if before := &legs[n-1]; before.Pairing == i && before.Pair == l.Pair && ok1 && ok2 {
				res.Pentanomial.Add(first, second)
				sides = append(sides, rating.Legs{AsLeft: first, AsRight: second})
				scores = append(scores, rating.PairScore{A: p.A, B: p.B, Score: (first + second) / 2})
			}
		}
		if err := res.finish(); err != nil {
			return Results{}, err
		}
		r.Pairings = append(r.Pairings, res)
	}
	for i := range r.Contestants {
		r.Contestants[i].finish(ticks[i], cfg.Contestants[i].Path != "")
	}
	r.rate(scores)
	if len(sides) > 0 {
		s, err := rating.SideAdvantage(sides)
		if err != nil {
			return Results{}, err
		}
		r.SideAdvantage = &SideAdvantage{s.Advantage, s.CI95, s.Pairs}
	}
	return r, nil
}

func micros(l *agent.Latency, q float64) float64 { return float64(l.Quantile(q).Microseconds()) }

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

func (p *PairingResult) finish() error {
	p.Score, p.Elo = rating.Undefined(), rating.Undefined()
	p.SPRT = rating.DefaultSPRT().Judge(p.Pentanomial)
	if p.Pentanomial.Pairs() == 0 {
		return nil
	}
	s, err := p.Pentanomial.Summarize()
	if err != nil {
		return err
	}
	p.Score, p.ScoreCI95, p.ScoreMethod = rating.Float(s.Score), s.ScoreCI95, s.Method
	p.Elo, p.EloCI95 = rating.Float(s.Elo), s.EloCI95
	return nil
}

// count adds a leg that the contestant played as A (side 0) or B (side 1).
func (s *Standing) count(l *Leg, side int) {
	s.Ledger.add(l.Ledger[side])
	if l.Outcome == Void {
		s.Voids++
		return
	}
	s.Games++
	switch {
	case l.Outcome == Draw:
		s.Draws++
	case (l.Outcome == Win) == (side == 0):
		s.Wins++
	default:
		s.Losses++
	}
}

func (s *Standing) finish(ticks int64, model bool) {
	s.WinRate = rating.Undefined()
	if s.Games > 0 {
		s.WinRate = rating.Float(float64(s.Wins) / float64(s.Games))
		s.WinRateCI95 = rating.Wilson(float64(s.Wins), float64(s.Games))
	}
	if ticks > 0 {
		s.SkillsPerMinute = float64(s.Ledger.Accepted) * 60 * sim.TickRate / float64(ticks)
	}
	if s.Ledger.Decisions > 0 {
		s.NoActionShare = 1 - float64(s.Ledger.Sent)/float64(s.Ledger.Decisions)
	}
	s.Collapsed = model && s.Games > 0 && s.SkillsPerMinute < CollapsedBelow
}

// rate fills in everybody's Elo, where the finished pairs connect everybody.
func (r *Results) rate(scores []rating.PairScore) {
	for i := range r.Contestants {
		r.Contestants[i].Elo = rating.Undefined()
	}
	fit, err := rating.FitPairs(len(r.Contestants), scores)
	if err != nil {
		return // an interrupted run can leave somebody who met nobody
	}
	for i := range r.Contestants {
		r.Contestants[i].Elo, r.Contestants[i].EloCI95 = rating.Float(fit.Elo[i]), fit.EloCI95[i]
	}
}
