package openloop

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
)

// ScanConfig says what a model is compared with.
type ScanConfig struct {
	Contestant bot.Contestant // a model; a script sees the world, not logs
	Setup      bot.Setup      // Eye must be bot.OpenCV
	Recordings []int          // indices of the folder's that can be read, at least one: audit.Document.Probed
	Seed       uint64         // of the order in which scores are shuffled

	// Progress, where it is not nil, is called after each of two looks at each
	// recording.
	Progress func(done, total int)
}

// Validate reports every field that is out of bounds.
func (c ScanConfig) Validate() error {
	var errs []error
	if c.Contestant.Path == "" {
		errs = append(errs, fmt.Errorf("contestant %q: a script sees the world, not logs; give a model, PATH.onnx", c.Contestant.Spec))
	}
	if c.Setup.Eye != bot.OpenCV {
		errs = append(errs, errors.New("setup: logs are video; want the eye bot.OpenCV"))
	}
	if len(c.Recordings) == 0 {
		errs = append(errs, errors.New("no recording that can be read; fix the files first"))
	}
	return errors.Join(errs...)
}

const (
	// scanTolerance is that of the event-F1 of a scan: what a label is moved by
	// must be more than what it forgives.
	scanTolerance = 2
	// shuffleStream is the stream of the seed that shuffles are drawn from.
	shuffleStream = 0x73687566666c65
)

// Scan compares a model's decisions with shifted labels, with those that it makes
// on blank frames, and with its scores shuffled in time.
// audit.Document.AddModel judges what that says of the logs.
func Scan(ctx context.Context, folder *logs.Folder, cfg ScanConfig) (m audit.Model, err error) {
	if err := cfg.Validate(); err != nil {
		return m, err
	}
	s, err := openScan(folder, cfg.Contestant, cfg.Setup)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, s.scorer.Close()) }()
	return s.run(ctx, cfg)
}

// scan is a model that is ready to be compared with the labels of a folder.
type scan struct {
	folder  *logs.Folder
	scorer  *Scorer
	decoder *Decoder
}

// openScan loads the model. The caller closes the scorer.
func openScan(folder *logs.Folder, c bot.Contestant, setup bot.Setup) (*scan, error) {
	s, err := NewScorer(folder, setup, []string{c.Path})
	if err != nil {
		return nil, err
	}
	contract := s.Contract(0)
	classes, err := MapClasses(contract, folder.Classes, folder.Null())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("model %s: %w", c.Path, err), s.Close())
	}
	d, err := NewDecoder(contract, c, classes)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &scan{folder, s, d}, nil
}

func (s *scan) run(ctx context.Context, cfg ScanConfig) (m audit.Model, err error) {
	draw := rand.New(rand.NewPCG(cfg.Seed, shuffleStream))
	var seen, blanked, shuffled []offline.Recording
	progress := func(done int) {
		if cfg.Progress != nil {
			cfg.Progress(done, 2*len(cfg.Recordings))
		}
	}
	for n, i := range cfg.Recordings {
		s.scorer.Alter = nil
		x, err := s.scorer.Score(ctx, i)
		if err != nil {
			return m, err
		}
		if seen, err = decodeInto(seen, s.decoder, x, x.Scores[0]); err != nil {
			return m, err
		}
		if shuffled, err = decodeInto(shuffled, s.decoder, x, shuffledRows(x.Scores[0], len(x.Truth), draw)); err != nil {
			return m, err
		}
		progress(2*n + 1)
		s.scorer.Alter = func(frame cv.Frame) { clear(frame.Pix) }
		if x, err = s.scorer.Score(ctx, i); err != nil {
			return m, err
		}
		if blanked, err = decodeInto(blanked, s.decoder, x, x.Scores[0]); err != nil {
			return m, err
		}
		progress(2*n + 2)
	}
	f1 := func(recordings []offline.Recording, reach int) []stats.Float {
		return offline.Shifted(recordings, len(s.folder.Classes), s.folder.NullLabel(), scanTolerance, reach)
	}
	m.Name, m.Spec, m.Warnings = cfg.Contestant.Name, cfg.Contestant.Spec, s.scorer.Warnings()
	copy(m.EventF1[:], f1(seen, audit.Reach))
	m.Blanked, m.Shuffled = f1(blanked, 0)[0], f1(shuffled, 0)[0]
	return m, nil
}

// decodeInto appends what is decided on a recording with these scores, without
// the scores.
func decodeInto(all []offline.Recording, d *Decoder, x *Scored, scores []float32) ([]offline.Recording, error) {
	r, _, err := d.Decode(x, scores)
	r.Scores = nil
	return append(all, r), err
}

// shuffledRows is the rows of scores in another order.
func shuffledRows(scores []float32, rows int, draw *rand.Rand) []float32 {
	k := len(scores) / max(rows, 1)
	out := make([]float32, 0, len(scores))
	for _, f := range draw.Perm(rows) {
		out = append(out, scores[f*k:(f+1)*k]...)
	}
	return out
}
