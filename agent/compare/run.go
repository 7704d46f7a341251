package compare

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/kumite/kumite/agent/arena"
)

// Config names the runs to compare.
type Config struct {
	A, B  string // run folders
	Force bool   // compare them although rules or timing differ
}

// Run compares two run folders. The runs need not be finished. It refuses a folder twice and runs that have
// no contestant in common, or different rules or timing unless Force is set, and says
// what differs.
func Run(ctx context.Context, cfg Config) (*Document, error) {
	a, err := arena.Read(cfg.A)
	if err != nil {
		return nil, err
	}
	b, err := arena.Read(cfg.B)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return Records(a, b, cfg.Force)
}

// Records is Run for two run folders that have been read.
func Records(recordA, recordB *arena.Record, force bool) (*Document, error) {
	if one(recordA.Dir, recordB.Dir) {
		return nil, fmt.Errorf("compare %s and %s: both are the same folder; name two runs", recordA.Dir, recordB.Dir)
	}
	a, err := index(recordA)
	if err != nil {
		return nil, err
	}
	b, err := index(recordB)
	if err != nil {
		return nil, err
	}
	doc := &Document{
		Schema: Schema, A: named(a), B: named(b), Settings: arena.Differences(a.Manifest, b.Manifest),
		NotCompared: []string{}, OnlyA: b.lacks(a), OnlyB: a.lacks(b),
	}
	if len(doc.Settings) > 0 && !force {
		var what []string
		for _, d := range doc.Settings {
			what = append(what, d.String())
		}
		return nil, fmt.Errorf("compare %s and %s: %s; their scores are not comparable; --force compares them anyway", a.Dir, b.Dir, strings.Join(what, ", "))
	}
	doc.compare(a, b)
	if len(doc.Contestants) == 0 {
		return nil, fmt.Errorf("compare %s and %s: %w", a.Dir, b.Dir, doc.nothing())
	}
	doc.warn(a, b)
	return doc, nil
}

// one reports whether two paths lead to one folder.
func one(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}

// nothing says why no contestant could be compared.
func (d *Document) nothing() error {
	if len(d.NotCompared) > 0 {
		return fmt.Errorf("%s in both, but without finished pairs against an opponent that plays alike in both; play both against the same script, e.g. script:pro", are(d.NotCompared))
	}
	return fmt.Errorf("no contestant is in both (%s; %s); give the two versions of a model the same name, e.g. new.onnx?name=mine", strings.Join(d.OnlyA, ", "), strings.Join(d.OnlyB, ", "))
}

func are(names []string) string {
	if len(names) == 1 {
		return names[0] + " is"
	}
	return strings.Join(names, ", ") + " are"
}

// run is a run folder by the names of its contestants.
type run struct {
	*arena.Record
	place  map[string]int // in the manifest
	scores map[string]map[string]map[uint64]float64
	second map[[2]string]string // by two names in ascending order: the one on whose seeds they met
}

// index finds the scores of a run: those of the pairs that count, by contestant, opponent
// and seed.
func index(record *arena.Record) (*run, error) {
	dir := record.Dir
	pairs, err := record.Pairs()
	if err != nil {
		return nil, fmt.Errorf("read run %s: %w", dir, err)
	}
	r := &run{record, map[string]int{}, map[string]map[string]map[uint64]float64{}, map[[2]string]string{}}
	for i, c := range record.Manifest.Contestants {
		r.place[c.Name] = i
	}
	for _, p := range pairs {
		r.add(p.A, p.B, p.Seed, p.Score)
		r.add(p.B, p.A, p.Seed, 1-p.Score)
		r.second[[2]string{min(p.A, p.B), max(p.A, p.B)}] = p.B
	}
	if len(pairs) == 0 {
		return nil, fmt.Errorf("read run %s: no pair is finished; resume it with `kumite tournament --out %[1]s`", dir)
	}
	return r, nil
}

func (r *run) add(name, opponent string, seed uint64, score float64) {
	if r.scores[name] == nil {
		r.scores[name] = map[string]map[uint64]float64{}
	}
	if r.scores[name][opponent] == nil {
		r.scores[name][opponent] = map[uint64]float64{}
	}
	r.scores[name][opponent][seed] = score
}

// lacks returns the names of the contestants of another run that r does not have.
func (r *run) lacks(other *run) []string {
	names := []string{}
	for _, c := range other.Manifest.Contestants {
		if _, known := r.place[c.Name]; !known {
			names = append(names, c.Name)
		}
	}
	return names
}

func named(r *run) Source {
	return Source{r.Dir, r.Manifest.SHA256, r.Manifest.Seed, r.Manifest.Pairs, r.Results.Ended}
}
