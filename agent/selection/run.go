package selection

import (
	"context"
	"fmt"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/vision/logs"
)

// Run selects. The matches are those of a tournament with the opponent as its gauntlet, of
// as many pairs as each candidate gets. If ctx ends it, there is no document.
func Run(ctx context.Context, cfg Config) (*Document, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	doc := &Document{
		Schema: Schema, Delta: cfg.Rule.Delta, Confidence: cfg.Rule.Confidence, Against: cfg.Against.Spec, Seed: cfg.Seed, MaxPairs: cfg.Rule.MaxPairs,
		DelayTicks: cfg.Delay.Ticks(), RulesVersion: sim.RulesVersion,
	}
	prior, err := cfg.offline(ctx, doc)
	if err != nil {
		return nil, err
	}
	tables := make([]*table, len(cfg.Candidates))
	for i, x := range cfg.Candidates {
		if tables[i], err = cfg.table(x); err != nil {
			return nil, err
		}
		who := tables[i].who[0]
		offlineScore := stats.Undefined()
		if prior != nil {
			offlineScore = stats.Float(prior[i])
		}
		doc.Candidates = append(doc.Candidates, Candidate{
			Name: x.Name, Spec: x.Spec, ModelSHA256: who.ModelSHA256, FileHashes: policy.FileHashes(who.FileHashes), Decoder: who.Decoder, Offline: offlineScore,
		})
	}
	c := newChooser(cfg.Rule, len(tables), prior, cfg.Seed)
	done := 0
	for {
		play := c.next()
		if len(play) == 0 {
			break
		}
		for _, i := range play {
			n := c.played(i)
			if err := tables[i].play(ctx, n+c.batch(i), cfg.Workers); err != nil {
				return nil, err
			}
			doc.Candidates[i].enter(tables[i], c, i)
			done += c.played(i) - n
			if cfg.Progress != nil {
				cfg.Progress(done, cfg.Rule.MaxPairs*len(tables))
			}
		}
	}
	for _, x := range doc.Candidates {
		if x.Withdrawn == "" {
			doc.finish(c)
			return doc, nil
		}
	}
	return nil, fmt.Errorf("select: no candidate could play; the first: %s", doc.Candidates[0].Withdrawn)
}

// offline returns the offline scores of the candidates, or nil without logs.
func (c Config) offline(ctx context.Context, doc *Document) ([]float64, error) {
	if c.Logs == "" {
		return nil, nil
	}
	folder, err := logs.Open(c.Logs)
	if err != nil {
		return nil, err
	}
	setup := c.Setup
	setup.Eye = bot.OpenCV
	e, err := openloop.Evaluate(ctx, folder, openloop.Config{Contestants: c.Candidates, Setup: setup, Workers: c.Workers})
	if err != nil {
		return nil, err
	}
	scores := make([]float64, len(e.Candidates))
	for _, m := range offline.Metrics() {
		if m.Key == c.Metric {
			doc.Metric = m.Name
			for i := range e.Candidates {
				if scores[i] = m.Of(&e.Candidates[i]); !stats.Float(scores[i]).Defined() {
					return nil, fmt.Errorf("select: %s has no %s on these logs; choose another metric", c.Candidates[i].Name, m.Name)
				}
			}
		}
	}
	return scores, nil
}

// table is a candidate's matches against the opponent.
type table struct {
	cfg  arena.Config
	load bot.Loader
	who  []duel.Participant
	legs []arena.Leg
}

func (c Config) table(x bot.Contestant) (*table, error) {
	against := c.Against
	if against.Name == x.Name {
		against.Name += " (opponent)"
	}
	t := &table{load: c.Setup.Loader(), cfg: arena.Config{Contestants: []bot.Contestant{x, against}, Pairs: 1, Seed: c.Seed, Delay: c.Delay, Rules: c.Rules}}
	var err error
	t.who, err = arena.Identify(t.cfg, t.load)
	return t, err
}

// play plays the pairs that are missing of the first n.
func (t *table) play(ctx context.Context, n, workers int) error {
	t.cfg.Pairs = n
	_, err := arena.Run(ctx, t.cfg, t.who, t.load, arena.Options{Workers: workers, Finished: t.legs}, func(played []arena.Played) error {
		for _, p := range played {
			t.legs = append(t.legs, p.Leg)
		}
		return nil
	})
	return err
}

// enter enters a candidate's new pairs into the chooser.
func (x *Candidate) enter(t *table, c *chooser, candidate int) {
	scores := arena.PairScores(t.legs)
	before := c.played(candidate)
	for k := before; k < t.cfg.Pairs; k++ {
		score, ok := scores[arena.PairKey{Pair: k}]
		if !ok {
			break
		}
		c.add(candidate, score)
		x.Pentanomial[int(4*score)]++
	}
	for i := range t.legs {
		if l := &t.legs[i]; l.Outcome == arena.Void && l.Void.Contestant == x.Name {
			x.Withdrawn = l.Void.String()
		}
	}
	// One that plays no more pairs than before never will.
	if c.played(candidate) == before {
		c.out[candidate] = true
		if x.Withdrawn == "" {
			x.Withdrawn = "the opponent could not play"
		}
	}
}
