package tune

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/url"

	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/internal/pool"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/offline"
)

// search is the state of one Run.
type search struct {
	cfg    Config
	corpus *corpus
	doc    *Document
	all    []*openloop.Scored
}

// objective returns an objective by name, with the cost table, if there is one,
// in the logs' class order.
func (s *search) objective(name string) (Objective, error) {
	var table [][]float64
	if s.cfg.CostFile != "" {
		own, err := policy.ReadCosts(s.corpus.contract, s.cfg.CostFile)
		if err != nil {
			return Objective{}, err
		}
		table = make([][]float64, len(s.corpus.classes.Names()))
		for i := range table {
			table[i] = make([]float64, len(s.corpus.classes.Names()))
		}
		for y, row := range own {
			for j, v := range row {
				table[s.corpus.classes.Logs(y)][s.corpus.classes.Logs(j)] = v
			}
		}
	}
	return NewObjective(name, s.cfg.Tolerance, table)
}

// run searches every requested family and fills in the document.
func (s *search) run(ctx context.Context, o Objective) error {
	base, err := baseQuery(s.corpus.contract, s.cfg.Contestant.Query, s.cfg.Refractory)
	if err != nil {
		return fmt.Errorf("model %s: %w", s.cfg.Contestant.Path, err)
	}
	odds, pressed, err := s.corpus.odds()
	if err != nil {
		return err
	}
	naive := []Candidate{{Query: "decode=argmax", Setting: math.NaN()}}
	if err := s.decodeAll(ctx, naive); err != nil {
		return err
	}
	s.doc.Argmax = newPoint(naive[0], scoreAll(naive, o, s.cfg.Resamples, s.cfg.Seed)[0])
	s.doc.Logs.Presses = Sum(naive[0].Tallies).Expert
	var (
		all       [][]Candidate // by family
		collapsed *CollapsedError
	)
	for _, f := range s.families(base) {
		some, err := s.candidates(f, base, odds, pressed)
		if err == nil {
			err = s.decodeAll(ctx, some)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if s.cfg.Decoder != "all" {
				return err
			}
			s.doc.Skipped[f.name] = err.Error()
			continue
		}
		if most := mostActive(some); most < offline.CollapsedBelow {
			s.doc.Skipped[f.name] = (&CollapsedError{s.cfg.Contestant.Path, f.name, most}).Error()
			collapsed = cmp.Or(collapsed, &CollapsedError{s.cfg.Contestant.Path, f.name, most})
			continue
		}
		s.doc.Families = append(s.doc.Families, Family{Decoder: f.name, Setting: f.setting})
		s.doc.Settings += len(some)
		all = append(all, some)
	}
	if len(all) == 0 && collapsed != nil {
		return collapsed
	}
	if len(all) == 0 {
		return fmt.Errorf("model %s: no decoder can be tuned for it", s.cfg.Contestant.Path)
	}
	if s.doc.Chosen, err = s.choose(all, o, s.doc.Families); err != nil {
		return fmt.Errorf("model %s: %w", s.cfg.Contestant.Path, err)
	}
	for _, name := range Objectives() {
		if name == s.cfg.Objective || name == "cost" && s.cfg.CostFile == "" {
			continue
		}
		other, err := s.objective(name)
		if err != nil {
			return err
		}
		point, err := s.choose(all, other, nil)
		if err != nil {
			return fmt.Errorf("model %s, objective %s: %w", s.cfg.Contestant.Path, name, err)
		}
		s.doc.Others = append(s.doc.Others, Other{name, point})
	}
	return nil
}

// choose chooses a setting of each family, and one of those. It fills in families
// unless nil.
func (s *search) choose(all [][]Candidate, o Objective, families []Family) (Point, error) {
	var finalists []Candidate
	for k, some := range all {
		choice, err := Choose(some, o, s.cfg.Resamples, s.cfg.Seed)
		if err != nil {
			return Point{}, err
		}
		finalists = append(finalists, some[choice.Chosen])
		if families == nil {
			continue
		}
		families[k].Best, families[k].Chosen = choice.Best, choice.Chosen
		for i := range some {
			families[k].Curve = append(families[k].Curve, newPoint(some[i], choice.Scored[i]))
		}
	}
	choice, err := Choose(finalists, o, s.cfg.Resamples, s.cfg.Seed)
	if err != nil {
		return Point{}, err
	}
	return newPoint(finalists[choice.Chosen], choice.Scored[choice.Chosen]), nil
}

// families returns the families that the config requests.
func (s *search) families(base url.Values) []family {
	want := s.cfg.Decoder
	if want == "" {
		if want = base.Get("decode"); want == "argmax" || want == "cost" && s.cfg.CostFile == "" {
			want = "gate"
		}
	}
	var some []family
	for _, f := range families {
		if f.name == want || want == "all" && (f.name != "cost" || s.cfg.CostFile != "") {
			some = append(some, f)
		}
	}
	return some
}

// candidates returns a family's settings with their decoder queries.
func (s *search) candidates(f family, base url.Values, odds []float64, pressed float64) ([]Candidate, error) {
	var all []Candidate
	for _, v := range f.grid(odds, pressed) {
		d, err := policy.NewDecoder(s.corpus.contract, f.query(base, s.corpus.contract, s.cfg.CostFile, v))
		if err != nil {
			return nil, fmt.Errorf("model %s: %w", s.cfg.Contestant.Path, err)
		}
		all = append(all, Candidate{Query: d.String(), Setting: v})
	}
	return all, nil
}

// decodeAll decodes with every candidate, concurrently.
func (s *search) decodeAll(ctx context.Context, all []Candidate) error {
	return pool.Each(ctx, len(all), s.cfg.Workers, func(_ context.Context, _, i int) (err error) {
		all[i].Tallies, err = s.corpus.decode(all[i].Query)
		return err
	})
}
