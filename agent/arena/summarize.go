package arena

import (
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// Summarize computes the results of finished legs, given in any order. It follows
// the schedule as Run does, up to the first pair that is not finished. Later pairs
// are excluded, as are those after a test or a withdrawal ended their pairing. The
// pairings of a withdrawn contestant are listed and count for its own standing
// only: the others stand as they would without it.
func Summarize(cfg Config, who []duel.Participant, legs []Leg, latency []agent.Latency) (Results, error) {
	s, err := newSummary(cfg, who, latency)
	if err != nil {
		return Results{}, err
	}
	pairs, complete := s.counted(newShelf(legs))
	if s.Ended = EndedBySchedule; !complete {
		s.Ended = EndedByInterrupt
	}
	for _, p := range pairs {
		s.count(p)
	}
	return s.Results, s.finish()
}

// summary is the state of Summarize.
type summary struct {
	Results
	cfg    Config
	judge  *umpire
	same   []string // by contestant, its identity apart from its name
	seen   []map[shared]bool
	seeds  []map[uint64]bool // by pairing
	ticks  []int64           // by contestant
	sides  []rating.Legs
	scores []rating.PairScore
}

// shared is equal for two legs of a contestant if they are the same match against
// the same opponent, which may have two names.
type shared struct {
	opponent string
	side     sim.Side
	seed     uint64
	ticks    int32
	hash     string
}

func newSummary(cfg Config, who []duel.Participant, latency []agent.Latency) (*summary, error) {
	judge, err := newUmpire(cfg)
	if err != nil {
		return nil, err
	}
	s := &summary{
		Results: Results{
			Schema: ResultsSchema, Seed: cfg.Seed, Pairs: cfg.pairs(), DelayTicks: cfg.Delay.Ticks(), Latency: cfg.Latency,
			RulesVersion: sim.RulesVersion, Rules: cfg.Rules, Gauntlet: cfg.Gauntlet, Test: cfg.Test, Shard: cfg.Shard,
		},
		cfg: cfg, judge: judge, ticks: make([]int64, len(cfg.Contestants)),
	}
	opponents := make([][]string, len(cfg.Contestants))
	for _, p := range judge.pairings {
		a, b := cfg.Contestants[p.A].Name, cfg.Contestants[p.B].Name
		opponents[p.A], opponents[p.B] = append(opponents[p.A], b), append(opponents[p.B], a)
		s.Pairings = append(s.Pairings, PairingResult{A: a, B: b})
		s.seeds = append(s.seeds, map[uint64]bool{})
	}
	for i, c := range cfg.Contestants {
		x := Standing{Name: c.Name, Spec: c.Spec, ModelSHA256: who[i].ModelSHA256, FileHashes: policy.FileHashes(who[i].FileHashes),
			Decoder: who[i].Decoder, Random: who[i].Random, Slices: newSlices(opponents[i])}
		if latency != nil {
			x.DecisionUS = Quantiles{micros(&latency[i], 0.50), micros(&latency[i], 0.99)}
		}
		s.Contestants = append(s.Contestants, x)
		s.same = append(s.same, identity(c, who[i]))
		s.seen = append(s.seen, map[shared]bool{})
	}
	return s, nil
}

// identity is equal for contestants that play alike, whatever their names and the
// places of their files.
func identity(c bot.Contestant, p duel.Participant) string {
	if c.Script == "" && p.ModelSHA256 == "" {
		return c.Spec
	}
	return fmt.Sprint(c.Script, c.Timing, p.ModelSHA256, p.Decoder, p.Provider, c.Delay.Or(-1), c.Period)
}

// countedPair is a pair of the schedule that counts. A void leg is its last.
type countedPair struct {
	pairing   int
	legs      []Leg
	duplicate bool
}

// counted follows the schedule up to the first pair that is not finished. complete
// reports whether all are finished.
func (s *summary) counted(finished shelf) (pairs []countedPair, complete bool) {
	for pair := range s.cfg.pairs() {
		for pairing := range s.judge.pairings {
			if s.judge.over(pairing) || !s.cfg.plays(pairing, pair) {
				continue
			}
			legs := finished[PairKey{pairing, pair}]
			if len(needs(pairing, pair, legs)) > 0 {
				return pairs, false
			}
			n, duplicate := s.judge.take(pairing, legs)
			pairs = append(pairs, countedPair{pairing, legs[:n], duplicate})
		}
	}
	return pairs, true
}

func (s *summary) finish() error {
	for i := range s.Pairings {
		var test *rating.Sequential
		if s.judge.tests != nil {
			test = s.judge.tests[i]
		}
		p := &s.Pairings[i]
		p.Seeds = len(s.seeds[i])
		if err := p.finish(test); err != nil {
			return err
		}
		if who := s.judge.pairings[i]; p.EloBiased {
			s.Contestants[who.A].EloBiased, s.Contestants[who.B].EloBiased = true, true
		}
	}
	for i := range s.Contestants {
		x := &s.Contestants[i]
		if err := x.finish(s.ticks[i], s.cfg.Contestants[i].Path != ""); err != nil {
			return err
		}
		if reason, out := s.judge.withdrawn[i]; out {
			x.Withdrawn = &reason
		}
	}
	s.rate()
	if len(s.sides) > 0 {
		a, err := rating.SideAdvantage(s.sides)
		if err != nil {
			return err
		}
		s.SideAdvantage = &SideAdvantage{a.Advantage, a.CI95, a.Pairs}
	}
	return nil
}
