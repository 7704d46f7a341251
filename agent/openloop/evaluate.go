package openloop

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/vision/logs"
)

// Schema is the schema of an evaluation.
const Schema = "kumite.eval/1"

// Evaluation holds the results of candidates on the same logs or table.
type Evaluation struct {
	Schema     string           `json:"schema"`
	Logs       offline.Logs     `json:"logs"`
	Candidates []offline.Result `json:"candidates"`
	Warnings   []string         `json:"warnings,omitempty"` // of the models, see bot.Model
}

// Config says what is evaluated on a log folder.
type Config struct {
	Contestants []bot.Contestant // models only
	Setup       bot.Setup        // Eye must be bot.OpenCV
	Resamples   int              // bootstrap samples for the intervals; 0 for none
	Seed        uint64           // of the bootstrap
	Workers     int              // recordings at once; does not affect the result

	// Progress, if not nil, is called after each recording. Calls do not overlap.
	Progress func(done, total int)
	// Save, if not nil, is called with every recording of every contestant, in the
	// folder's order.
	Save func(offline.Recording) error
}

// Validate reports every invalid field.
func (c Config) Validate() error {
	var errs []error
	if len(c.Contestants) == 0 {
		errs = append(errs, errors.New("no contestant; name at least one model"))
	}
	for _, x := range c.Contestants {
		if x.Path == "" {
			errs = append(errs, fmt.Errorf("contestant %q: only models can be evaluated; a script sees the world, not logs", x.Spec))
		}
	}
	if c.Setup.Eye != bot.OpenCV {
		errs = append(errs, errors.New("setup.Eye is not bot.OpenCV, which logs need"))
	}
	if c.Resamples < 0 {
		errs = append(errs, fmt.Errorf("resamples is %d; want 0 or more", c.Resamples))
	}
	if c.Workers < 1 {
		errs = append(errs, fmt.Errorf("workers is %d; want at least 1", c.Workers))
	}
	return errors.Join(errs...)
}

// Evaluate scores the contestants on a log folder and runs each model file once.
// The result does not depend on the number of workers. The timings are sums over
// the workers.
func Evaluate(ctx context.Context, folder *logs.Folder, cfg Config) (doc *Evaluation, times Timings, err error) {
	if err := cfg.Validate(); err != nil {
		return nil, times, err
	}
	e, err := newEvaluator(folder, cfg)
	if err != nil {
		return nil, times, err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	if err := e.run(ctx); err != nil {
		return nil, times, err
	}
	for _, w := range e.workers {
		times.add(w.scorer.times)
	}
	doc, err = e.results()
	return doc, times, err
}

// evaluator is one run of Evaluate.
type evaluator struct {
	folder     *logs.Folder
	cfg        Config
	metrics    offline.Config
	paths      []string // of the distinct model files
	candidates []*candidate
	workers    []*worker

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
}

// outcome is one candidate's result on one recording.
type outcome struct {
	evaluation *offline.Evaluation
	recording  offline.Recording // set only if Config.Save is
	unbooked   int
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
		d, err := NewDecoder(s.Contract(c.network), c.contestant, e.folder.Classes)
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
	count := durable.Counter(len(e.folder.Recordings), e.cfg.Progress)
	return durable.Each(ctx, len(e.folder.Recordings), len(e.workers), func(ctx context.Context, worker, i int) error {
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
		if e.cfg.Save != nil {
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
			return fmt.Errorf("%s differs from the recordings before it: %w; log the available skills in every recording or in none", table, err)
		}
		c.unbooked += o.unbooked
		if e.cfg.Save != nil {
			if err := e.cfg.Save(o.recording); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *evaluator) results() (*Evaluation, error) {
	doc := &Evaluation{Schema: Schema, Logs: e.candidates[0].evaluation.Logs(), Warnings: e.workers[0].scorer.Warnings()}
	for _, c := range e.candidates {
		r, err := c.evaluation.Result()
		if err != nil {
			return nil, err
		}
		r.Name, r.Spec = c.contestant.Name, c.contestant.Spec
		r.WithoutBook(c.unbooked)
		doc.Candidates = append(doc.Candidates, r)
	}
	return doc, nil
}

// close frees the models.
func (e *evaluator) close() error {
	var errs []error
	for _, w := range e.workers {
		errs = append(errs, w.scorer.Close())
	}
	return errors.Join(errs...)
}
