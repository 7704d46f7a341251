package breakdown

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/pool"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/moments"
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

// match is what happened in a leg; found is nil without a recording that reproduces.
type match struct {
	replay string // path
	found  []moments.Moment
	desync bool
}

func read(run *arena.Record, l *arena.Leg) (m match, err error) {
	data, err := run.Replay(l)
	if err != nil || data == nil {
		return m, err
	}
	m.replay = filepath.Join(run.Dir, "replays", run.ReplayName(l))
	r, err := duel.Decode(bytes.NewReader(data))
	if err != nil {
		return m, fmt.Errorf("read %s: %w; `kumite replay verify %s` checks all", m.replay, err, run.Dir)
	}
	p, err := duel.NewPlayback(r)
	if err != nil {
		return m, fmt.Errorf("read %s: %w", m.replay, err)
	}
	if m.desync = p.Desync() != nil; !m.desync {
		m.found = append([]moments.Moment{}, moments.Find(p)...)
	}
	return m, nil
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

// follow adds a side's moments of a match to its skills and returns its mistakes.
func follow(skills *[sim.NumSkills]Skill, found []moments.Moment, side sim.Side) (m Mistakes) {
	for _, x := range found {
		if x.Side != side {
			continue
		}
		s := &skills[x.Skill]
		switch x.Kind {
		case moments.Press:
			s.Pressed++
			switch x.Answer {
			case moments.Right:
				s.Right++
			case moments.Wrong:
				s.Wrong++
				m.Wrong++
			case moments.Late:
				s.Late++
				m.Late++
			case moments.Unasked:
				s.Unasked++
				m.Unasked++
			}
		case moments.Refused:
			s.Refused++
			m.Refused++
		case moments.Hit:
			s.Hit++
			s.Damage += int(x.Damage)
		case moments.Blocked:
			s.Blocked++
			s.Damage += int(x.Damage)
		case moments.Missed:
			s.Missed++
			m.Missed++
		}
	}
	return m
}
