package openloop

import (
	"context"
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
)

// CheckConfig says how a log folder is checked.
type CheckConfig struct {
	Audit audit.Config
	Model string    // contestant string of a model to compare with the labels; "" for none
	Setup bot.Setup // of the model; Eye must be bot.OpenCV

	// Scanned, if not nil, is called after each of the model's two passes over a
	// recording. Calls do not overlap.
	Scanned func(done, total int)
}

// Validate reports every invalid field with its bound.
func (c CheckConfig) Validate() error {
	errs := []error{c.Audit.Validate()}
	if c.Model != "" {
		_, err := c.contestant()
		errs = append(errs, err)
		if c.Setup.Eye != bot.OpenCV {
			errs = append(errs, errors.New("setup.Eye is not bot.OpenCV, which logs need"))
		}
	}
	return errors.Join(errs...)
}

// contestant returns the model's contestant.
func (c CheckConfig) contestant() (bot.Contestant, error) {
	x, err := bot.ParsePattern(c.Model)
	if err == nil && x.Path == "" {
		err = fmt.Errorf("contestant %q: a script sees the world, not logs; give a model, PATH.onnx", x.Spec)
	}
	return x, err
}

// Check audits a log folder and, if the config names a model, compares its decisions
// with the labels. A model that cannot be used is an error before any recording is
// read.
func Check(ctx context.Context, folder *logs.Folder, cfg CheckConfig) (doc *audit.Document, err error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("check logs %s: %w", folder.Dir(), err)
	}
	if cfg.Model == "" {
		return audit.Run(ctx, folder, cfg.Audit)
	}
	with := ScanConfig{Setup: cfg.Setup, Seed: cfg.Audit.Seed, Progress: cfg.Scanned}
	if with.Contestant, err = cfg.contestant(); err != nil {
		return nil, err
	}
	s, err := openScan(folder, with.Contestant, cfg.Setup)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err = errors.Join(err, s.scorer.Close()); err != nil {
			doc = nil
		}
	}()
	if doc, err = audit.Run(ctx, folder, cfg.Audit); err != nil {
		return nil, err
	}
	with.Recordings = doc.Probed
	if err := with.Validate(); err != nil {
		return nil, fmt.Errorf("check logs %s with model %s: %w", folder.Dir(), with.Contestant.Path, err)
	}
	m, err := s.run(ctx, with)
	if err != nil {
		return nil, err
	}
	doc.AddModel(m)
	return doc, nil
}
