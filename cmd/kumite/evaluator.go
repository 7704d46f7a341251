package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/vision/logs"
)

// evaluator scores candidates on a log folder, recordings in parallel. What it
// finds does not depend on the number of workers.
type evaluator struct {
	folder     *logs.Folder
	setup      bot.Setup
	cfg        offline.Config
	paths      []string // of the distinct model files
	candidates []*candidate
	workers    []*worker
	// save, where it is not nil, is handed every scored recording, in order.
	save func(offline.Recording) error
}

// worker owns what one goroutine needs: loaded networks, and the decoders of
// all candidates.
type worker struct {
	projector *projector
	decoders  []*rehearsal // by candidate
}

// candidate is what is known of one contestant on the logs so far.
type candidate struct {
	contestant bot.Contestant
	network    int // among the evaluator's paths
	evaluation *offline.Evaluation
	unbooked   int // presses without the agent's own book
}

func newEvaluator(folder *logs.Folder, contestants []bot.Contestant, setup bot.Setup, cfg offline.Config, workers int) (*evaluator, error) {
	cfg.Classes, cfg.NoAction = folder.Classes, slices.Index(folder.Classes, logs.NoAction)
	e := &evaluator{folder: folder, setup: setup, cfg: cfg}
	for _, c := range contestants {
		evaluation, err := offline.New(cfg)
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
	for range max(1, min(workers, len(folder.Recordings))) {
		w, err := e.newWorker()
		if err != nil {
			return nil, e.close(err)
		}
		e.workers = append(e.workers, w)
	}
	return e, nil
}

func (e *evaluator) newWorker() (*worker, error) {
	p, err := newProjector(e.folder, e.setup, e.paths)
	if err != nil {
		return nil, err
	}
	w := &worker{projector: p}
	for _, c := range e.candidates {
		r, err := newRehearsal(p.networks[c.network].Session.Contract(), c.contestant, e.folder.Classes)
		if err != nil {
			return nil, p.close(err)
		}
		w.decoders = append(w.decoders, r)
	}
	return w, nil
}

// scored is what a worker makes of one recording for one candidate.
type scored struct {
	evaluation *offline.Evaluation
	recording  offline.Recording // kept where it is to be saved
	unbooked   int
}

// run scores every recording, several at once, and takes the results in the
// folder's order.
func (e *evaluator) run(ctx context.Context, bar *progress) (evaluation, error) {
	var (
		mu    sync.Mutex
		next  int                       // to be handed out
		taken int                       // counted already
		done  = make(map[int][]*scored) // finished, not yet counted
	)
	group, ctx := errgroup.WithContext(ctx)
	for _, w := range e.workers {
		group.Go(func() error {
			for {
				mu.Lock()
				i := next
				next++
				mu.Unlock()
				if i >= len(e.folder.Recordings) || ctx.Err() != nil {
					return ctx.Err()
				}
				found, err := e.recording(ctx, w, i)
				if err != nil {
					return err
				}
				mu.Lock()
				done[i] = found
				for done[taken] != nil && err == nil {
					err = e.count(done[taken], e.folder.Recordings[taken].Actions)
					delete(done, taken)
					taken++
				}
				mu.Unlock()
				if err != nil {
					return err
				}
				bar.add(1)
			}
		})
	}
	if err := group.Wait(); err != nil {
		if errors.Is(err, context.Canceled) {
			return evaluation{}, errors.New("eval: interrupted")
		}
		return evaluation{}, err
	}
	return e.results()
}

// recording scores one recording for every candidate.
func (e *evaluator) recording(ctx context.Context, w *worker, i int) ([]*scored, error) {
	x, err := w.projector.project(ctx, i)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	found := make([]*scored, len(e.candidates))
	for k, c := range e.candidates {
		r, unbooked, err := w.decoders[k].decode(x, x.scores[c.network], uint64(i))
		if err != nil {
			return nil, err
		}
		one, err := offline.New(e.cfg)
		if err != nil {
			return nil, err
		}
		if err := one.Add(r); err != nil {
			return nil, err
		}
		found[k] = &scored{evaluation: one, unbooked: unbooked}
		if e.save != nil {
			found[k].recording = r
		}
	}
	w.projector.times.rest += time.Since(start)
	return found, nil
}

// count adds one recording's results, in the folder's order. table is its name,
// for errors.
func (e *evaluator) count(found []*scored, table string) error {
	for k, v := range found {
		c := e.candidates[k]
		if err := c.evaluation.Merge(v.evaluation); err != nil {
			return fmt.Errorf("%s is unlike the recordings before it: %w; log what was available in every recording or in none", table, err)
		}
		c.unbooked += v.unbooked
		if e.save != nil {
			if err := e.save(v.recording); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *evaluator) results() (evaluation, error) {
	doc := evaluation{Schema: "kumite.eval/1"}
	for _, c := range e.candidates {
		r, err := c.evaluation.Result()
		if err != nil {
			return doc, err
		}
		r.Name, r.Spec = c.contestant.Name, c.contestant.Spec
		r.WithoutBook(c.unbooked)
		doc.Candidates = append(doc.Candidates, r)
	}
	doc.Logs = e.candidates[0].evaluation.Logs()
	return doc, nil
}

// times is where the run's time went, summed over workers.
func (e *evaluator) times() timings {
	var t timings
	for _, w := range e.workers {
		t.add(w.projector.times)
	}
	return t
}

// close frees the models; err is what happened before.
func (e *evaluator) close(err error) error {
	for _, w := range e.workers {
		err = w.projector.close(err)
	}
	return err
}
