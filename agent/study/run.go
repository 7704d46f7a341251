package study

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy/offline"
)

// run is one run of a study in its folder.
type run struct {
	Config
	dir  string
	root *safefile.Root // of dir

	hashes map[string]string // of the models of contestants, by specification, as first loaded
}

// Run does the part of a study that is missing in its folder, which it creates if
// necessary, and returns the whole study. It locks the folder meanwhile. If ctx is
// canceled, finished work is kept.
func Run(ctx context.Context, dir string, cfg Config) (doc *Document, err error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	root, err := safefile.MakeRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	defer root.Close()
	lock, err := durable.Lock(filepath.Join(dir, ".lock"))
	if err != nil {
		return nil, fmt.Errorf("study %s: %w", dir, err)
	}
	defer lock.Close()
	x := &run{Config: cfg, dir: dir, root: root, hashes: map[string]string{}}
	online, sum, err := x.readOutcomes()
	if err != nil {
		return nil, err
	}
	doc, results, err := x.measure(ctx)
	if err != nil {
		return nil, err
	}
	if n := len(x.Units); n < offline.FewUnits {
		x.Log.Warn().Int("units", n).Msgf("few units: below %d a single unit can change the order of the metrics, and the verdict names none", offline.FewUnits)
	}
	var models []string
	for _, u := range doc.Units {
		models = append(models, u.ModelSHA256)
		x.hashes[u.Spec] = u.ModelSHA256
	}
	if x.Online != "" {
		level, err := x.outcomes(doc, online, sum, results, models)
		if err != nil {
			return nil, err
		}
		doc.Levels = []Level{level}
		doc.conclude()
		return doc, nil
	}
	for _, cost := range x.WrongPressCosts {
		level, err := x.play(ctx, cost, results, models)
		if err != nil {
			return nil, err
		}
		doc.Levels = append(doc.Levels, level)
	}
	doc.conclude()
	return doc, nil
}
