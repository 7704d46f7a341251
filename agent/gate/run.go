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
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/safefile"
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

// Unaccepted returns the records of the candidates that were not accepted.
func (d *Document) Unaccepted() (some []Record) {
	for _, r := range d.Records {
		if r.Decision != Accepted {
			some = append(some, r)
		}
	}
	return some
}

// gate is one run of a gate.
type gate struct {
	Config
	dir        string
	root       *safefile.Root // of dir
	candidates *safefile.Root // of its folder candidates
	champion   string         // its contestant string
}

// Run judges the candidates in dir/candidates one after the other. A candidate that cannot be judged
// is not moved; Document.Skipped says why, and the others are judged. A problem that
// concerns all candidates is an error, an *arena.Unfinished if a test was
// interrupted; candidates that were judged before it have been moved.
func Run(ctx context.Context, dir string, cfg Config) (doc *Document, err error) {
	doc = &Document{Schema: Schema, Records: []Record{}, Dir: dir}
	if err := cfg.Validate(); err != nil {
		return doc, err
	}
	if dir == "" {
		return doc, errors.New("a gate needs a folder; name one with models in candidates")
	}
	folder := filepath.Join(dir, candidatesDir)
	if _, err := os.Stat(folder); err != nil {
		return doc, fmt.Errorf("gate %s: no folder of candidates (%w); create %s and put models there", dir, err, folder)
	}
	g := gate{Config: cfg, dir: dir}
	if g.root, err = safefile.OpenRoot(dir); err != nil {
		return doc, fmt.Errorf("gate: %w", err)
	}
	defer g.root.Close()
	if err := noLinks(g.root); err != nil {
		return doc, fmt.Errorf("gate: %w", err)
	}
	if g.candidates, err = g.root.Sub(candidatesDir); err != nil {
		return doc, fmt.Errorf("gate: %w", err)
	}
	defer g.candidates.Close()
	lock, err := durable.Lock(filepath.Join(dir, ".lock"))
	if err != nil {
		return doc, fmt.Errorf("gate %s: %w", dir, err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if err := g.finishMoves(); err != nil {
		return doc, fmt.Errorf("gate %s: complete a move of an earlier run: %w", dir, err)
	}
	if err := available(cfg.Provider); err != nil {
		return doc, fmt.Errorf("gate %s: %w", dir, err)
	}
	if g.champion, err = g.findChampion(); err != nil {
		return doc, err
	}
	candidates, err := models(g.candidates)
	if err != nil {
		return doc, fmt.Errorf("gate %s: %w", dir, err)
	}
	for _, name := range candidates {
		path := filepath.Join(folder, name)
		r, err := g.judge(ctx, path)
		if err == nil {
			err = g.place(&r)
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
func (g *gate) findChampion() (string, error) {
	spec := g.Champion
	if spec == "" {
		var found []string
		folder, err := g.root.Sub(championDir)
		if err == nil {
			found, err = models(folder)
			folder.Close()
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("gate %s: %w", g.dir, err)
		}
		if len(found) != 1 {
			return "", fmt.Errorf("gate %s: %s in %s; put one model there, or name a champion", g.dir, number.Of(len(found), "model"), g.root.Path(championDir))
		}
		spec = filepath.Join(g.dir, championDir, found[0])
	}
	x, err := bot.Parse(spec)
	if err != nil {
		return "", err
	}
	b, err := bot.New(x, g.Tournament.Config.Delay.Ticks(), g.Tournament.Load)
	if err != nil {
		return "", fmt.Errorf("gate %s: champion: %w", g.dir, err)
	}
	return spec, b.Close()
}
