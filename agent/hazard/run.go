package hazard

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/pool"
	"github.com/kumite/kumite/sim"
)

// Run plays the matches and compares. If ctx ends it, there is no document.
func Run(ctx context.Context, cfg Config) (_ *Document, err error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	watchers := pool.Own(cfg.Workers, func() (*watcher, error) { return newWatcher(cfg) })
	defer func() { err = errors.Join(err, watchers.Close()) }()
	first, err := watchers.Of(0)
	if err != nil {
		return nil, err
	}
	m := first.model
	doc := &Document{
		Schema: Schema, Contestant: cfg.Model.Spec, ModelSHA256: m.SHA256, FileHashes: m.Files, Script: cfg.Script, Against: cfg.Against,
		Matches: cfg.Matches, Seed: cfg.Seed, Futures: cfg.Futures, RulesVersion: sim.RulesVersion,
	}
	played := make([][]frame, cfg.Matches)
	finished := pool.Counter(cfg.Matches, cfg.Progress)
	err = pool.Each(ctx, cfg.Matches, cfg.Workers, func(ctx context.Context, worker, i int) error {
		own, err := watchers.Of(worker)
		if err != nil {
			return err
		}
		if played[i], err = own.match(ctx, i); err != nil {
			return fmt.Errorf("hazard: match %d: %w", i+1, err)
		}
		finished()
		return nil
	})
	if err != nil {
		return nil, err
	}
	doc.compare(played)
	return doc, nil
}

// edges separate the rows by probability.
var edges = []float64{0, 0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 1}

// band returns the row of a probability.
func band(p float64) int {
	i := 0
	for i < len(edges)-2 && p >= edges[i+1] {
		i++
	}
	return i
}

// compare fills the tables and the verdict.
func (d *Document) compare(played [][]frame) {
	var all tally
	byPAct, byHazard := make([]tally, len(edges)-1), make([]tally, len(edges)-1)
	var byOpening [sim.NumSkills]tally
	sum := 0.0
	for _, frames := range played {
		for _, f := range frames {
			all.add(f)
			byPAct[band(f.pAct)].add(f)
			byHazard[band(f.hazard)].add(f)
			byOpening[f.opening].add(f)
			sum += math.Abs(f.pAct - f.hazard)
			d.Most.Hazard, d.Most.PAct = max(d.Most.Hazard, f.hazard), max(d.Most.PAct, f.pAct)
			if f.hazard > 0.5 {
				d.AboveHalf.Hazard++
			}
			if f.pAct > 0.5 {
				d.AboveHalf.PAct++
			}
		}
	}
	d.All = all.row("all frames")
	d.MeanAbsError = sum / float64(all.frames)
	for i := range len(edges) - 1 {
		name := fmt.Sprintf("%g to %g", edges[i], edges[i+1])
		d.ByPAct = append(d.ByPAct, byPAct[i].row(name))
		d.ByHazard = append(d.ByHazard, byHazard[i].row(name))
	}
	for k, t := range byOpening {
		name := sim.Skill(k).String()
		if sim.Skill(k) == sim.None {
			name = "no opening"
		}
		d.ByOpening = append(d.ByOpening, t.row(name))
	}
	d.conclude()
}

// conclude sets the verdict.
func (d *Document) conclude() {
	d.Verdict = fmt.Sprintf("script:%s presses on %.2f %% of the frames; its true hazard expects %.2f %% and the model %.2f %%. ",
		d.Script, 100*float64(d.All.Rate), 100*float64(d.All.Hazard), 100*float64(d.All.PAct))
	d.Verdict += fmt.Sprintf("The largest hazard of a frame is %.2f, above one half on %d of %s; the model's largest p_act is %.2f, above one half on %d.",
		d.Most.Hazard, d.AboveHalf.Hazard, number.Of(d.All.Frames, "frame"), d.Most.PAct, d.AboveHalf.PAct)
	if r := d.ByPAct[len(d.ByPAct)-1]; r.Frames > 0 {
		d.Verdict += fmt.Sprintf(" On those the hazard is %.2f on average, and the script pressed on %d.", float64(r.Hazard), r.Presses)
	}
}
