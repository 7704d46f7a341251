package gate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/ort"
)

// Schema is the schema of a gate's document.
const Schema = "kumite.gate-run/1"

// Document is the result of one run of a gate.
type Document struct {
	Schema  string   `json:"schema"`
	Records []Record `json:"records"`

	Dir     string  `json:"-"` // the gate's folder
	Skipped []error `json:"-"` // why candidates could not be judged; they were not moved
}

// gate is one run of a gate.
type gate struct {
	Config
	champion string // its contestant string
}

// Run judges the candidates one after the other. A candidate that cannot be judged
// is not moved; Document.Skipped says why, and the others are judged. A problem that
// concerns all candidates is an error, an *arena.Unfinished if a test was
// interrupted; candidates that were judged before it have been moved.
func Run(ctx context.Context, cfg Config) (doc Document, err error) {
	doc = Document{Schema: Schema, Records: []Record{}, Dir: cfg.Dir}
	if err := cfg.Validate(); err != nil {
		return doc, err
	}
	folder := filepath.Join(cfg.Dir, "candidates")
	if _, err := os.Stat(folder); err != nil {
		return doc, fmt.Errorf("gate %s: no folder of candidates (%w); create %s and put models there", cfg.Dir, err, folder)
	}
	lock, err := durable.Lock(filepath.Join(cfg.Dir, ".lock"))
	if err != nil {
		return doc, fmt.Errorf("gate %s: %w", cfg.Dir, err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if err := finishMoves(cfg.Dir); err != nil {
		return doc, fmt.Errorf("gate %s: complete a move of an earlier run: %w", cfg.Dir, err)
	}
	if err := available(cfg.Provider); err != nil {
		return doc, fmt.Errorf("gate %s: %w", cfg.Dir, err)
	}
	g := gate{Config: cfg}
	if g.champion, err = cfg.findChampion(); err != nil {
		return doc, err
	}
	candidates, err := modelsIn(folder)
	if err != nil {
		return doc, fmt.Errorf("gate %s: %w", cfg.Dir, err)
	}
	for _, path := range candidates {
		r, err := g.judge(ctx, path)
		if err == nil {
			err = place(cfg.Dir, &r)
		}
		var cannot skipError
		if errors.As(err, &cannot) {
			doc.Skipped = append(doc.Skipped, fmt.Errorf("gate: candidate %s skipped: %w", path, cannot))
			continue
		}
		if err != nil {
			return doc, err
		}
		doc.Records = append(doc.Records, r)
		cfg.Tournament.Log.Info().Str("candidate", r.Candidate).Str("decision", string(r.Decision)).Msg(r.Why)
	}
	return doc, nil
}

// available returns an error if this machine does not have a provider.
func available(p ort.Provider) error {
	providers, err := ort.Available()
	if err != nil {
		return err
	}
	return providers[p]
}

// findChampion returns the champion's contestant string. A champion that does not
// load is an error of the gate.
func (c Config) findChampion() (string, error) {
	spec := c.Champion
	if spec == "" {
		found, err := modelsIn(filepath.Join(c.Dir, "champion"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("gate %s: %w", c.Dir, err)
		}
		if len(found) != 1 {
			return "", fmt.Errorf("gate %s: %d models in %s; put one model there, or name a champion", c.Dir, len(found), filepath.Join(c.Dir, "champion"))
		}
		spec = found[0]
	}
	x, err := bot.Parse(spec)
	if err != nil {
		return "", err
	}
	b, err := bot.New(x, c.Tournament.Config.DelayTicks, c.Tournament.Load)
	if err != nil {
		return "", fmt.Errorf("gate %s: champion: %w", c.Dir, err)
	}
	return spec, b.Close()
}
