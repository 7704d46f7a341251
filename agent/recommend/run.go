package recommend

import (
	"cmp"
	"context"
	"slices"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/policy/rating"
)

// Config is the tournament that a recommendation is of, and further evidence on its
// contestants, which can speak against the leader but does not choose it.
type Config struct {
	Run    *arena.Record
	Others []*arena.Record    // other runs
	Tests  *scenario.Document // scenarios; nil if none were played
}

// Run computes the recommendation of a tournament. The error is that of ctx.
func Run(ctx context.Context, cfg Config) (*Document, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := choice{results: cfg.Run.Results}
	c.pick()
	if c.doc.Name != "" && c.doc.Verdict != Keep {
		c.compare(cfg.Run.Legs)
	}
	c.judge()
	if c.doc.Name != "" {
		c.doc.Against = slices.Concat(c.against(), c.fails(cfg.Tests), c.reversed(cfg.Run, cfg.Others))
	}
	return &c.doc, nil
}

// choice is the state of Run.
type choice struct {
	results    arena.Results
	candidates []arena.Standing // that can be shipped, the best first
	out        []arena.Standing // that cannot
	champion   *arena.Standing  // of a sequential test
	accepted   bool             // the test accepted the leader
	doc        Document
}

// pick finds the candidates and the leader.
func (c *choice) pick() {
	all := c.field()
	for _, s := range all {
		if s.Withdrawn != nil || s.Collapsed || s.Games == 0 {
			c.out = append(c.out, s)
		} else {
			c.candidates = append(c.candidates, s)
		}
	}
	slices.SortStableFunc(c.candidates, func(a, b arena.Standing) int { return cmp.Compare(c.tested(b), c.tested(a)) })
	switch {
	case c.champion != nil && (len(c.candidates) == 0 || c.tested(c.candidates[0]) == 0):
		c.doc.Verdict, c.doc.Name = Keep, c.champion.Name
	case len(c.candidates) > 0:
		c.doc.Name, c.accepted = c.candidates[0].Name, c.champion != nil
	}
}

// field returns the candidates, and sets the champion.
func (c *choice) field() []arena.Standing {
	r := c.results
	var models, scripts []arena.Standing
	for _, s := range Ranked(r) {
		opponent := slices.ContainsFunc(r.Gauntlet, func(name string) bool { return name == s.Name || name == s.Spec })
		switch {
		case opponent && r.Test != nil && len(r.Gauntlet) == 1:
			c.champion = &s
		case opponent:
		case s.ModelSHA256 != "":
			models = append(models, s)
		default:
			scripts = append(scripts, s)
		}
	}
	if len(models) > 0 {
		return models
	}
	return scripts
}

// tested returns 1 for a candidate that the test accepted against the champion.
func (c *choice) tested(s arena.Standing) int {
	if c.champion == nil {
		return 0
	}
	for _, p := range c.results.Pairings {
		if p.A == s.Name && p.B == c.champion.Name && p.SPRT.Verdict == rating.AcceptH1 {
			return 1
		}
	}
	return 0
}

// judge sets verdict and sentence.
func (c *choice) judge() {
	switch {
	case c.doc.Verdict == Keep:
	case c.doc.Name == "":
		c.doc.Verdict = None
	case c.certain():
		c.doc.Verdict = Ship
	default:
		c.doc.Verdict = Unclear
	}
	c.doc.Sentence = c.sentence()
}

// certain reports whether the leader is better than every alternative: the other
// candidates, or without any its opponents.
func (c *choice) certain() bool {
	if len(c.doc.Rivals) == 0 && !c.accepted {
		return c.candidates[0].PairScore.Defined() && c.candidates[0].PairScoreCI95.Lo > 0.5
	}
	for _, r := range c.doc.Rivals {
		if !r.Behind() {
			return false
		}
	}
	return true
}
