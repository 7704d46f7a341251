package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/url"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/tuning"
)

// newObjective reads the cost table where there is one, in the logs' classes.
func (x *tuneFlags) newObjective(name string, r *replayer) (tuning.Objective, error) {
	var table [][]float64
	if x.costs != "" {
		own, err := policy.ReadCosts(r.contract, x.costs)
		if err != nil {
			return tuning.Objective{}, err
		}
		table = make([][]float64, len(r.names))
		for i := range table {
			table[i] = make([]float64, len(r.names))
		}
		for y, row := range own {
			for j, v := range row {
				table[r.classes[y]][r.classes[j]] = v
			}
		}
	}
	return tuning.NewObjective(name, x.tolerance, table)
}

// search tries every family that was asked for and fills in what was found.
func (x *tuneFlags) search(ctx context.Context, doc *tuningResult, r *replayer, c bot.Contestant, o tuning.Objective) error {
	base, err := baseQuery(r.contract, c.Query, x.refractory)
	if err != nil {
		return fmt.Errorf("model %s: %w", c.Path, err)
	}
	odds, pressed, err := r.odds()
	if err != nil {
		return err
	}
	naive := []tuning.Candidate{{Query: "decode=argmax", Setting: math.NaN()}}
	if err := x.replayAll(ctx, r, naive); err != nil {
		return fmt.Errorf("model %s: %w", c.Path, err)
	}
	still, err := tuning.Choose(naive, o, x.resamples, x.seed)
	if err == nil {
		doc.Argmax = newTunedPoint(naive[0], still.Scored[0])
	} else { // the objective is not defined for who never acts
		doc.Argmax = newTunedPoint(naive[0], tuning.Scored{Value: math.NaN(), SE: math.NaN(), Lo: math.NaN(), Total: tuning.Sum(naive[0].Tallies)})
	}
	doc.Logs.Presses = tuning.Sum(naive[0].Tallies).Expert
	var all [][]tuning.Candidate // by family
	for _, f := range x.families(base) {
		some, err := x.candidates(f, base, r, odds, pressed)
		if err == nil {
			err = x.replayAll(ctx, r, some)
		}
		if errors.Is(err, context.Canceled) {
			return err
		}
		if err != nil {
			if x.decoder != "all" {
				return fmt.Errorf("model %s: %w", c.Path, err)
			}
			doc.skipped[f.name] = err.Error()
			continue
		}
		doc.Families = append(doc.Families, tunedFamily{Decoder: f.name, Setting: f.setting})
		doc.settings += len(some)
		all = append(all, some)
	}
	if len(all) == 0 {
		return fmt.Errorf("model %s: no decoder can be tuned", c.Path)
	}
	if doc.Chosen, err = x.choose(all, o, doc.Families); err != nil {
		return fmt.Errorf("model %s: %w", c.Path, err)
	}
	for _, name := range tuning.Objectives() {
		if name == x.objective || name == "cost" && x.costs == "" {
			continue
		}
		other, err := x.newObjective(name, r)
		if err != nil {
			return err
		}
		point, err := x.choose(all, other, nil)
		if err != nil {
			return fmt.Errorf("model %s, objective %s: %w", c.Path, name, err)
		}
		doc.Others = append(doc.Others, otherObjective{name, point})
	}
	return nil
}

// choose takes a setting of each family and one of these. It fills in the
// families where there are some.
func (x *tuneFlags) choose(all [][]tuning.Candidate, o tuning.Objective, families []tunedFamily) (tunedPoint, error) {
	var finalists []tuning.Candidate
	for k, some := range all {
		choice, err := tuning.Choose(some, o, x.resamples, x.seed)
		if err != nil {
			return tunedPoint{}, err
		}
		finalists = append(finalists, some[choice.Chosen])
		if families == nil {
			continue
		}
		families[k].Best, families[k].Chosen = choice.Best, choice.Chosen
		for i := range some {
			families[k].Curve = append(families[k].Curve, newTunedPoint(some[i], choice.Scored[i]))
		}
	}
	choice, err := tuning.Choose(finalists, o, x.resamples, x.seed)
	if err != nil {
		return tunedPoint{}, err
	}
	return newTunedPoint(finalists[choice.Chosen], choice.Scored[choice.Chosen]), nil
}

// families are those that the flags ask for.
func (x *tuneFlags) families(base url.Values) []family {
	want := x.decoder
	if want == "" {
		if want = base.Get("decode"); want == "argmax" || want == "cost" && x.costs == "" {
			want = "gate"
		}
	}
	var some []family
	for _, f := range families {
		if f.name == want || want == "all" && (f.name != "cost" || x.costs != "") {
			some = append(some, f)
		}
	}
	return some
}

// candidates are a family's settings, each a query that its decoder takes.
func (x *tuneFlags) candidates(f family, base url.Values, r *replayer, odds []float64, pressed float64) ([]tuning.Candidate, error) {
	var all []tuning.Candidate
	for _, v := range f.grid(odds, pressed) {
		d, err := policy.NewDecoder(r.contract, f.query(base, r.contract, x.costs, v))
		if err != nil {
			return nil, err
		}
		all = append(all, tuning.Candidate{Query: d.String(), Setting: v})
	}
	return all, nil
}

// replayAll decodes with every candidate, several at once.
func (x *tuneFlags) replayAll(ctx context.Context, r *replayer, all []tuning.Candidate) error {
	return durable.Each(ctx, len(all), x.workers, func(_ context.Context, _, i int) (err error) {
		all[i].Tallies, err = r.replay(all[i].Query)
		return err
	})
}
