package history

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kumite/kumite/agent/compare"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/stats"
)

// Config selects what is shown and checked.
type Config struct {
	Folders     []string  // run folders, or folders that contain some
	Index       string    // file of the index
	Since       time.Time // of the rows that are shown; the zero time shows all
	Contestants []string  // whose rows are shown; none is all
	Opponents   []string  // against whom; none is all
	Check       []string  // names of contestants whose newest run is compared with the one before
}

// Judge selects rows and compares the checked contestants. Row.Rate and Row.CI95 are
// computed here.
func Judge(ctx context.Context, cfg Config, rows []Row) (*Document, error) {
	doc := &Document{Schema: Schema, Rows: []Row{}, Verdicts: []Verdict{}}
	selected := func(names []string, name string) bool { return len(names) == 0 || slices.Contains(names, name) }
	for _, r := range rows {
		if r.Games() == 0 || r.Time.Before(cfg.Since) || !selected(cfg.Contestants, r.Contestant) || !selected(cfg.Opponents, r.Opponent) {
			continue
		}
		r.Rate = stats.Float(float64(r.Wins) / float64(r.Games()))
		r.CI95 = stats.Wilson(float64(r.Wins), float64(r.Games()))
		doc.Rows = append(doc.Rows, r)
	}
	sortRows(doc.Rows)
	for _, name := range cfg.Check {
		v, err := check(ctx, name, rows)
		if err != nil {
			return nil, err
		}
		doc.Verdicts = append(doc.Verdicts, v)
	}
	return doc, nil
}

// check compares a contestant's newest run with the newest earlier one that can be
// compared with it.
func check(ctx context.Context, name string, rows []Row) (Verdict, error) {
	type run struct {
		dir string
		at  time.Time
	}
	var runs []run
	for _, r := range rows {
		if r.Contestant == name && !slices.Contains(runs, run{r.Dir, r.Time}) {
			runs = append(runs, run{r.Dir, r.Time})
		}
	}
	slices.SortStableFunc(runs, func(a, b run) int { return b.at.Compare(a.at) })
	if len(runs) < 2 {
		return Verdict{}, fmt.Errorf("check %s: %s %s this contestant; want 2 or more", name, number.Of(len(runs), "run"), number.Verb(len(runs), "has", "have"))
	}
	var last error
	for _, before := range runs[1:] {
		doc, err := compare.Run(ctx, compare.Config{A: before.dir, B: runs[0].dir})
		if err != nil {
			last = err
			continue
		}
		for _, c := range doc.Contestants {
			if c.Name == name {
				return Verdict{Before: before.dir, After: runs[0].dir, Result: c}, nil
			}
		}
		last = fmt.Errorf("compare %s and %s: no opponent of %s plays alike in both", before.dir, runs[0].dir, name)
	}
	return Verdict{}, fmt.Errorf("check %s: its newest run cannot be compared with an earlier one: %w", name, last)
}
