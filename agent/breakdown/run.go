package breakdown

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/pool"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
)

// Config says what is broken down.
type Config struct {
	Run     *arena.Record
	Workers int // recordings read at once; does not affect the result

	// Progress, if not nil, is called after each recording. Calls do not overlap.
	Progress func(done, total int)
}

// Run breaks down a run. An error names the recording that cannot be read.
func Run(ctx context.Context, cfg Config) (*Document, error) {
	pairs, err := cfg.Run.Pairs()
	if err != nil {
		return nil, fmt.Errorf("break down %s: %w", cfg.Run.Dir, err)
	}
	played := make([]match, 2*len(pairs))
	count := pool.Counter(len(played), cfg.Progress)
	err = pool.Each(ctx, len(played), cfg.Workers, func(_ context.Context, _, i int) error {
		defer count()
		var err error
		played[i], err = read(cfg.Run, &pairs[i/2].Legs[i%2])
		return err
	})
	if err != nil {
		return nil, err
	}
	doc := &Document{Schema: Schema, Dir: cfg.Run.Dir, Matches: len(played)}
	for i := range played {
		if played[i].decided != nil {
			doc.WithScores++
		}
		switch {
		case played[i].desync:
			doc.NotReproducing++
		case played[i].found == nil:
			doc.WithoutReplay++
		}
	}
	for i := range cfg.Run.Results.Contestants {
		doc.Contestants = append(doc.Contestants, contestant(cfg.Run.Results.Contestants[i].Name, pairs, played))
	}
	return doc, nil
}

// contestant breaks down one contestant; played has the legs of the pairs in order.
func contestant(name string, pairs []arena.ScoredPair, played []match) Contestant {
	c := Contestant{Name: name, Opponents: []Opponent{}, Skills: []Skill{}, Worst: []Pair{}}
	counts := map[string]*rating.Pentanomial{}
	var skills [sim.NumSkills]Skill
	recorded := false
	for i := range pairs {
		p := &pairs[i]
		opponent, score := p.B, p.Score
		switch name {
		case p.A:
		case p.B:
			opponent, score = p.A, 1-p.Score
		default:
			continue
		}
		pair := Pair{Opponent: opponent, Seed: p.Seed, Score: score}
		o := c.against(opponent)
		if counts[opponent] == nil {
			counts[opponent] = &rating.Pentanomial{}
		}
		counts[opponent][int(4*score)]++
		for leg := range p.Legs {
			l, m := &p.Legs[leg], &played[2*i+leg]
			lost := o.count(l, name)
			pair.Replays[leg] = m.replay
			if m.found == nil {
				continue
			}
			recorded = true
			side := sim.Left
			if l.On(sim.Left) != name {
				side = sim.Right
			}
			mistakes := follow(&skills, m.found, side)
			if m.decided != nil {
				choose(&skills, m.decided.Sides[side])
			}
			pair.Mistakes.add(mistakes)
			of := &c.Others
			if lost {
				of = &c.Lost
			}
			of.Matches++
			of.Mistakes.add(mistakes)
			of.Chief.chief(mistakes)
		}
		if score < 0.5 {
			c.Worst = append(c.Worst, pair)
		}
	}
	for i := range c.Opponents {
		c.Opponents[i].finish(*counts[c.Opponents[i].Name])
	}
	slices.SortStableFunc(c.Worst, func(a, b Pair) int { return cmp.Compare(a.Score, b.Score) })
	c.Worst = c.Worst[:min(len(c.Worst), MostWorst)]
	if recorded {
		for k := sim.None + 1; k < sim.NumSkills; k++ {
			skills[k].Skill = k.String()
			c.Skills = append(c.Skills, skills[k])
		}
	}
	return c
}

// against returns the contestant's score against an opponent.
func (c *Contestant) against(name string) *Opponent {
	i := slices.IndexFunc(c.Opponents, func(o Opponent) bool { return o.Name == name })
	if i < 0 {
		i = len(c.Opponents)
		c.Opponents = append(c.Opponents, Opponent{Name: name})
	}
	return &c.Opponents[i]
}

// count counts a leg of a contestant and reports whether it was lost.
func (o *Opponent) count(l *arena.Leg, name string) (lost bool) {
	switch {
	case l.Outcome == arena.Draw:
		o.Draws++
	case (l.Outcome == arena.Win) == (l.A == name):
		o.Wins++
	default:
		o.Losses++
		return true
	}
	return false
}

func (o *Opponent) finish(counts rating.Pentanomial) {
	s, err := counts.Summarize()
	if err != nil {
		panic(err) // there is a pair
	}
	o.Pairs, o.Score, o.ScoreCI95 = s.Pairs, stats.Float(s.Score), s.ScoreCI95
}
