package offline

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/kumite/kumite/policy/stats"
)

// Unit is one model with one decoder: its result on the logs and its score in
// play, 0 to 1.
type Unit struct {
	Name      string
	Model     string // what it shares with the units of the same model; "" shares nothing
	Offline   *Result
	Online    float64   // the mean of Pairs, if there are any
	Pairs     []float64 // scores of single pairs of matches, in the same order for all units; nil if unknown
	Collapsed bool      // hardly ever acts on the logs or in play
}

// Predictor measures how well one metric predicts online scores.
type Predictor struct {
	Metric string `json:"metric"`
	Name   string `json:"name"`
	Better string `json:"better"` // which printed values are better; statistics use Metric.Of
	Scores bool   `json:"scores_alone"`
	// Undefined names the units for which the metric is undefined. They are left
	// out.
	Undefined []string `json:"undefined,omitempty"`
	// All covers all units, Acting those that have not collapsed, because a cluster
	// of units without wins makes any metric look good. Each is null below two
	// units.
	All    *Agreement `json:"all"`
	Acting *Agreement `json:"without_collapsed"`
	// Pick is the unit that the metric would choose, of tied units the best.
	Pick      string      `json:"pick"`
	PickScore stats.Float `json:"pick_score"`
}

// Predictors compares every metric with the online scores. The best predictor is
// first: by higher Spearman's ρ over all units, then by lower MMRV. Metrics that
// are undefined for some units cannot choose among all units and come last.
func Predictors(units []Unit, seed uint64) ([]Predictor, error) {
	var all []Predictor
	for _, m := range Metrics() {
		p, err := newPredictor(m, units, seed)
		if err != nil {
			return nil, fmt.Errorf("metric %s: %w", m.Key, err)
		}
		all = append(all, p)
	}
	slices.SortStableFunc(all, func(a, b Predictor) int {
		return cmp.Or(cmp.Compare(min(len(a.Undefined), 1), min(len(b.Undefined), 1)), cmp.Compare(b.strength(), a.strength()), cmp.Compare(a.violation(), b.violation()))
	})
	return all, nil
}

func newPredictor(m Metric, units []Unit, seed uint64) (Predictor, error) {
	p := Predictor{Metric: m.Key, Name: m.Name, Better: m.Better, Scores: m.Scores, PickScore: stats.Undefined()}
	var x, y, actingX, actingY []float64
	best := -1
	var names []string
	for _, u := range units {
		v := m.Of(u.Offline)
		if math.IsNaN(v) {
			p.Undefined = append(p.Undefined, u.Name)
			continue
		}
		x, y, names = append(x, v), append(y, u.Online), append(names, u.Name)
		if !u.Collapsed {
			actingX, actingY = append(actingX, v), append(actingY, u.Online)
		}
		if i := len(x) - 1; best < 0 || v > x[best] || v == x[best] && u.Online > y[best] {
			best = i
		}
	}
	if best >= 0 {
		p.Pick, p.PickScore = names[best], stats.Float(y[best])
	}
	for _, part := range []struct {
		x, y []float64
		into **Agreement
	}{{x, y, &p.All}, {actingX, actingY, &p.Acting}} {
		if len(part.x) < 2 {
			continue
		}
		a, err := Agree(part.x, part.y, seed)
		if err != nil {
			return p, err
		}
		*part.into = &a
	}
	return p, nil
}

// strength returns ρ over all units, or −∞ if undefined.
func (p *Predictor) strength() float64 {
	if p.All == nil || !p.All.Spearman.Defined() {
		return math.Inf(-1)
	}
	return float64(p.All.Spearman)
}

func (p *Predictor) violation() float64 {
	if p.All == nil {
		return math.Inf(1)
	}
	return float64(p.All.MMRV)
}
