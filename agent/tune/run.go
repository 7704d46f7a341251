package tune

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/vision/logs"
)

// Run tunes a model on logs. It writes nothing.
func Run(ctx context.Context, folder *logs.Folder, cfg Config) (*Document, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("tune: %w", err)
	}
	if err := folder.Distinct(); err != nil {
		return nil, err
	}
	which, err := cfg.recordings(folder)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	scores, err := openloop.ScoreAll(ctx, folder, openloop.ScoreConfig{
		Path: cfg.Contestant.Path, Setup: cfg.Setup, Recordings: which, Workers: cfg.Workers, Progress: cfg.Progress,
	})
	if err != nil {
		return nil, err
	}
	all, contract := scores.Recordings, scores.Contract
	doc := &Document{Schema: Schema, Model: cfg.Contestant.Path, ModelSHA256: scores.SHA256, Skipped: map[string]string{}, delay: contract.DelayTicks}
	doc.Timings.Scoring = time.Since(start)
	doc.Warnings = append(doc.Warnings, scores.Warnings...)
	if warning := bot.RandomWarning(doc.Model, scores.Random); warning != "" {
		doc.Warnings = append(doc.Warnings, warning)
	}
	start = time.Now()
	s := &search{cfg: cfg, doc: doc, all: all}
	if s.corpus, err = newCorpus(contract, folder, cfg); err != nil {
		return nil, err
	}
	if err := s.describe(ctx, folder, which, all); err != nil {
		return nil, err
	}
	names := make([]string, len(all))
	for i, x := range all {
		names[i] = x.Name
	}
	fit, rest := logs.Halves(cfg.Seed, names)
	doc.Logs.CalibratedOn, doc.Logs.TunedOn = len(fit), len(rest)
	if err := s.calibrate(pick(all, fit), pick(all, rest)); err != nil {
		return nil, err
	}
	s.warn(pick(all, fit), pick(all, rest))
	objective, err := s.objective(cfg.Objective)
	if err != nil {
		return nil, err
	}
	doc.Objective = UsedObjective{objective.Name, objective.About, cfg.Tolerance}
	if err := s.run(ctx, objective); err != nil {
		return nil, err
	}
	if err := s.refer(folder); err != nil {
		return nil, err
	}
	doc.Timings.Searching = time.Since(start)
	return doc, nil
}

// recordings returns the indices of the recordings to tune on.
func (c Config) recordings(folder *logs.Folder) ([]int, error) {
	names := make([]string, len(folder.Recordings))
	which := make([]int, len(names))
	for i, e := range folder.Recordings {
		names[i], which[i] = e.Name, i
	}
	if c.TrainedSplit != nil {
		s := logs.NewSplit(*c.TrainedSplit, names)
		which = append(slices.Clone(s.Val), s.Test...)
		slices.Sort(which)
	}
	if n := len(which); n/2 < leastHalf {
		return nil, fmt.Errorf("tune: %s has %s that may be used, %d to calibrate on and %d to choose on; want at least %d for each: record more",
			folder.Dir(), number.Of(n, "recording"), n-n/2, n/2, leastHalf)
	}
	return which, nil
}

func pick(all []*openloop.Scored, which []int) []*openloop.Scored {
	some := make([]*openloop.Scored, len(which))
	for i, k := range which {
		some[i] = all[k]
	}
	return some
}

// refer collects the statistics of the model on all recordings, with the chosen settings.
func (s *search) refer(folder *logs.Folder) error {
	with := s.cfg.Contestant
	with.Query = s.doc.Chosen.Query
	decoder, err := openloop.NewDecoder(s.corpus.contract, with, s.corpus.classes)
	if err != nil {
		return err
	}
	all := make([]drift.Recording, len(s.all))
	for i, x := range s.all {
		if all[i], err = decoder.Sample(x, 0, folder.DecisionPeriodMS); err != nil {
			return err
		}
	}
	s.doc.reference = decoder.Reference(all, folder.DecisionPeriodMS, s.doc.Logs.SHA256)
	return nil
}

func (s *search) describe(ctx context.Context, folder *logs.Folder, which []int, all []*openloop.Scored) error {
	sum, err := folder.SHA256Of(ctx, which)
	s.doc.Logs = Logs{Folder: folder.Dir(), SHA256: sum, Recordings: len(all), SplitSeed: s.cfg.Seed, Resamples: s.cfg.Resamples, PeriodMS: folder.DecisionPeriodMS}
	for _, x := range all {
		s.doc.Logs.Frames += len(x.Truth)
	}
	return err
}
