package openloop

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/pool"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/vision/logs"
)

// evaluator is one run of Evaluate.
type evaluator struct {
	folder     *logs.Folder
	cfg        Config
	metrics    offline.Config
	paths      []string // of the distinct model files
	candidates []*candidate
	workers    []*worker
	save       *predictionsWriter // nil if predictions are not saved

	mu    sync.Mutex
	taken int                // number of recordings counted, in the folder's order
	done  map[int][]*outcome // by recording, finished but not yet counted
}

// worker holds the loaded networks and the decoders of all candidates for one
// goroutine.
type worker struct {
	scorer   *Scorer
	decoders []*Decoder // by candidate
}

// candidate is a contestant with its results so far.
type candidate struct {
	contestant bot.Contestant
	network    int // index in evaluator.paths
	evaluation *offline.Evaluation
	unbooked   int // presses without the agent's own book
	samples    []drift.Recording
}

// outcome is one candidate's result on one recording.
type outcome struct {
	evaluation *offline.Evaluation
	recording  offline.Recording // set only if predictions are saved
	unbooked   int
	sample     drift.Recording // set only if a reference is collected
}

func newEvaluator(folder *logs.Folder, cfg Config) (*evaluator, error) {
	e := &evaluator{folder: folder, cfg: cfg, done: map[int][]*outcome{}, metrics: offline.Config{
		Classes: folder.Classes, NoAction: folder.NullLabel(), Resamples: cfg.Resamples, Seed: cfg.Seed,
	}}
	for _, c := range cfg.Contestants {
		evaluation, err := offline.New(e.metrics)
		if err != nil {
			return nil, err
		}
		k := slices.Index(e.paths, c.Path)
		if k < 0 {
			k = len(e.paths)
			e.paths = append(e.paths, c.Path)
		}
		e.candidates = append(e.candidates, &candidate{contestant: c, network: k, evaluation: evaluation})
	}
	for range max(1, min(cfg.Workers, len(folder.Recordings))) {
		if err := e.addWorker(); err != nil {
			return nil, errors.Join(err, e.close())
		}
	}
	return e, nil
}

func (e *evaluator) addWorker() error {
	s, err := NewScorer(e.folder, e.cfg.Setup, e.paths)
	if err != nil {
		return err
	}
	w := &worker{scorer: s}
	e.workers = append(e.workers, w)
	for _, c := range e.candidates {
		contract := s.Contract(c.network)
		classes, err := MapClasses(contract, e.folder.Classes, e.folder.Null())
		if err != nil {
			return fmt.Errorf("model %s: %w", c.contestant.Path, err)
		}
		d, err := NewDecoder(contract, c.contestant, classes)
		if err != nil {
			return err
		}
		w.decoders = append(w.decoders, d)
	}
	return nil
}

// run scores every recording, several at once, and counts the results in the
// folder's order.
func (e *evaluator) run(ctx context.Context) error {
	count := pool.Counter(len(e.folder.Recordings), e.cfg.Progress)
	return pool.Each(ctx, len(e.folder.Recordings), len(e.workers), func(ctx context.Context, worker, i int) error {
		found, err := e.recording(ctx, e.workers[worker], i)
		if err != nil {
			return err
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		e.done[i] = found
		for e.done[e.taken] != nil {
			if err := e.count(e.done[e.taken], e.folder.Recordings[e.taken].Actions); err != nil {
				return err
			}
			delete(e.done, e.taken)
			e.taken++
		}
		count()
		return nil
	})
}

// recording scores one recording for every candidate.
func (e *evaluator) recording(ctx context.Context, w *worker, i int) ([]*outcome, error) {
	x, err := w.scorer.Score(ctx, i)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	found := make([]*outcome, len(e.candidates))
	for k, c := range e.candidates {
		r, unbooked, err := w.decoders[k].Decode(x, x.Scores[c.network])
		if err != nil {
			return nil, err
		}
		one, err := offline.New(e.metrics)
		if err != nil {
			return nil, err
		}
		if err := one.Add(r); err != nil {
			return nil, err
		}
		found[k] = &outcome{evaluation: one, unbooked: unbooked}
		if e.cfg.Refer {
			if found[k].sample, err = w.decoders[k].Sample(x, c.network, e.folder.DecisionPeriodMS); err != nil {
				return nil, err
			}
		}
		if e.save != nil {
			found[k].recording = r
		}
	}
	w.scorer.times.Evaluate += time.Since(start)
	return found, nil
}

// count adds one recording's results. table is its name, for errors.
func (e *evaluator) count(found []*outcome, table string) error {
	for k, o := range found {
		c := e.candidates[k]
		if err := c.evaluation.Merge(o.evaluation); err != nil {
			return fmt.Errorf("%s differs from the recordings before it: %w; log the available skills in all recordings or in none", table, err)
		}
		c.unbooked += o.unbooked
		if e.cfg.Refer {
			c.samples = append(c.samples, o.sample)
		}
		if e.save != nil {
			if err := e.save.Write(o.recording); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *evaluator) results() (*Evaluation, error) {
	doc := &Evaluation{
		Schema: Schema, Logs: e.candidates[0].evaluation.Logs(),
		Source: e.folder.Dir(), Null: e.folder.Null(), PeriodMS: e.folder.DecisionPeriodMS,
	}
	if warning := PeriodWarning(doc.PeriodMS); warning != "" {
		doc.Warnings = append(doc.Warnings, warning)
	}
	doc.Warnings = append(doc.Warnings, e.workers[0].scorer.Warnings()...)
	for k, path := range e.paths {
		if warning := bot.RandomWarning(path, e.workers[0].scorer.Random(k)); warning != "" {
			doc.Warnings = append(doc.Warnings, warning)
		}
	}
	for i, c := range e.candidates {
		r, err := c.evaluation.Result()
		if err != nil {
			return nil, err
		}
		r.Name, r.Spec = c.contestant.Name, c.contestant.Spec
		r.ModelSHA256, r.Decoder = e.workers[0].scorer.SHA256(c.network), e.workers[0].decoders[i].String()
		if e.workers[0].decoders[i].Booked() {
			r.WithoutBook(c.unbooked)
		}
		doc.Candidates = append(doc.Candidates, r)
	}
	doc.warnIfFew(e.cfg.Resamples)
	return doc, e.compare(doc)
}

// compare adds the differences of the other candidates to the baseline.
func (e *evaluator) compare(doc *Evaluation) error {
	if len(e.candidates) < 2 {
		return nil
	}
	base := e.candidates[e.cfg.baseline()]
	doc.Baseline = base.contestant.Name
	for _, c := range e.candidates {
		if c == base {
			continue
		}
		metrics, err := c.evaluation.Against(base.evaluation)
		if err != nil {
			return err
		}
		doc.Changes = append(doc.Changes, Change{c.contestant.Name, metrics})
	}
	return nil
}

// close frees the models.
func (e *evaluator) close() error {
	var errs []error
	for _, w := range e.workers {
		errs = append(errs, w.scorer.Close())
	}
	return errors.Join(errs...)
}
