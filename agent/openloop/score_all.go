package openloop

import (
	"context"
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/pool"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision/logs"
)

// ScoreConfig says which network scores which recordings.
type ScoreConfig struct {
	Path       string    // of the model's file
	Setup      bot.Setup // Eye must be bot.OpenCV
	Recordings []int     // indices of the folder's
	Workers    int       // recordings at once; does not affect the scores

	// Progress, if not nil, is called after each recording. Calls do not overlap.
	Progress func(done, total int)
}

// Validate reports every invalid field with its bound.
func (c ScoreConfig) Validate() error {
	var errs []error
	if c.Path == "" {
		errs = append(errs, errors.New("path is empty; name the model's file"))
	}
	if c.Setup.Eye != bot.OpenCV {
		errs = append(errs, errors.New("setup.Eye is not bot.OpenCV, which logs need"))
	}
	if len(c.Recordings) == 0 {
		errs = append(errs, errors.New("recordings is empty; name at least one"))
	}
	if c.Workers < 1 {
		errs = append(errs, fmt.Errorf("workers is %d; want at least 1", c.Workers))
	}
	return errors.Join(errs...)
}

// Scores holds a network's scores of recordings.
type Scores struct {
	Recordings []*Scored // in the order of ScoreConfig.Recordings
	Contract   policy.Contract
	SHA256     string   // of the model's files
	Random     string   // why the scores are not a function of the input, or ""
	Warnings   []string // of the model, each after its file
}

// ScoreAll runs one network over recordings of a folder, several at once.
func ScoreAll(ctx context.Context, folder *logs.Folder, cfg ScoreConfig) (s *Scores, err error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	scorers := make([]*Scorer, min(cfg.Workers, len(cfg.Recordings)))
	defer func() {
		for _, x := range scorers {
			if x != nil {
				err = errors.Join(err, x.Close())
			}
		}
	}()
	for i := range scorers {
		if scorers[i], err = NewScorer(folder, cfg.Setup, []string{cfg.Path}); err != nil {
			return nil, err
		}
	}
	s = &Scores{Recordings: make([]*Scored, len(cfg.Recordings)), Contract: scorers[0].Contract(0), SHA256: scorers[0].SHA256(0), Random: scorers[0].Random(0), Warnings: scorers[0].Warnings()}
	count := pool.Counter(len(cfg.Recordings), cfg.Progress)
	err = pool.Each(ctx, len(cfg.Recordings), len(scorers), func(ctx context.Context, worker, i int) (err error) {
		if s.Recordings[i], err = scorers[worker].Score(ctx, cfg.Recordings[i]); err != nil {
			return err
		}
		count()
		return nil
	})
	return s, err
}
