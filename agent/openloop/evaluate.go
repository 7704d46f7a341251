package openloop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/vision/logs"
)

// Config says what is evaluated on a log folder.
type Config struct {
	Contestants []bot.Contestant // models only
	Baseline    string           // name or spec of the contestant that the others are compared with; "" for the first
	Setup       bot.Setup        // Eye must be bot.OpenCV
	Resamples   int              // bootstrap samples for the intervals; 0 for none
	Seed        uint64           // of the bootstrap
	Workers     int              // recordings at once; does not affect the result

	// SavePredictions, if not empty, is the CSV file that the predictions of the
	// only contestant are written to. It is written whole or not at all, and must
	// not lie in the log folder.
	SavePredictions string

	// Refer collects the reference statistics of the only contestant, for
	// Evaluation.WriteReference.
	Refer bool

	// Progress, if not nil, is called after each recording. Calls do not overlap.
	Progress func(done, total int)
}

// SetContestants sets the contestants to those that specs name, after the baseline unless
// that is "" or among them by its name or spec. Patterns are expanded.
func (c *Config) SetContestants(specs []string, baseline string) (err error) {
	if specs, err = bot.Expand(specs); err != nil {
		return err
	}
	if c.Contestants, err = bot.ParseAll(specs); err != nil {
		return err
	}
	c.Baseline = baseline
	if baseline == "" || c.baseline() >= 0 {
		return nil
	}
	if c.Baseline, err = bot.ExpandOne(baseline); err != nil {
		return fmt.Errorf("baseline: %w", err)
	}
	if c.baseline() >= 0 {
		return nil
	}
	if c.Contestants, err = bot.ParseAll(append([]string{c.Baseline}, specs...)); err != nil {
		return fmt.Errorf("baseline: %w", err)
	}
	return nil
}

// baseline returns the index of the baseline, −1 if it is no contestant.
func (c Config) baseline() int {
	if c.Baseline == "" {
		return 0
	}
	return slices.IndexFunc(c.Contestants, func(x bot.Contestant) bool { return x.Name == c.Baseline || x.Spec == c.Baseline })
}

// Validate reports every invalid field.
func (c Config) Validate() error {
	var errs []error
	if len(c.Contestants) == 0 {
		errs = append(errs, errors.New("no contestants; name at least one model, e.g. models/pro-ce.onnx"))
	}
	for _, x := range c.Contestants {
		if x.Path == "" {
			errs = append(errs, fmt.Errorf("contestant %q: only models can be evaluated; a script sees the world, not logs", x.Spec))
		}
	}
	if c.baseline() < 0 {
		errs = append(errs, fmt.Errorf("baseline %q is not a contestant; name one of the contestants", c.Baseline))
	}
	if c.SavePredictions != "" && len(c.Contestants) > 1 {
		errs = append(errs, fmt.Errorf("predictions can be saved for only one contestant; got %d", len(c.Contestants)))
	}
	if c.Refer && len(c.Contestants) > 1 {
		errs = append(errs, fmt.Errorf("reference statistics can be collected for only one contestant; got %d", len(c.Contestants)))
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
// The result does not depend on the number of workers.
func Evaluate(ctx context.Context, folder *logs.Folder, cfg Config) (doc *Evaluation, err error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("evaluate: %w", err)
	}
	if cfg.SavePredictions != "" && sameFolder(filepath.Dir(cfg.SavePredictions), folder.Dir()) {
		return nil, fmt.Errorf("save predictions %s: it is in the log folder; choose another folder", cfg.SavePredictions)
	}
	if err := folder.Distinct(); err != nil {
		return nil, err
	}
	start := time.Now()
	e, err := newEvaluator(folder, cfg)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	if err := e.runAndSave(ctx); err != nil {
		return nil, err
	}
	doc, err = e.results()
	if err != nil {
		return nil, err
	}
	if doc.LogsSHA256, err = folder.SHA256(ctx); err != nil {
		return nil, err
	}
	if cfg.Refer {
		doc.reference = e.workers[0].decoders[0].Reference(e.candidates[0].samples, folder.DecisionPeriodMS, doc.LogsSHA256)
		doc.referred = e.paths[0]
	}
	for _, w := range e.workers {
		doc.Timings.add(w.scorer.times)
	}
	doc.Timings.Workers, doc.Timings.Wall = len(e.workers), time.Since(start)
	return doc, nil
}

// sameFolder reports whether two paths name the same folder.
func sameFolder(a, b string) bool {
	x, errX := filepath.Abs(a)
	y, errY := filepath.Abs(b)
	return errX == nil && errY == nil && x == y
}

// runAndSave runs the evaluation, and saves the predictions if the config names a
// file for them.
func (e *evaluator) runAndSave(ctx context.Context) error {
	if e.cfg.SavePredictions == "" {
		return e.run(ctx)
	}
	var failed error // of the evaluation, which is reported without the file's name
	err := durable.WriteFile(e.cfg.SavePredictions, func(w io.Writer) error {
		e.save = newPredictionsWriter(w, e.folder.Classes)
		failed = e.run(ctx)
		return failed
	})
	if failed != nil {
		return failed
	}
	return err
}
