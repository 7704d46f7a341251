package offline

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/kumite/kumite/policy/stats"
)

// HoldOut says how metrics that were chosen on half of the models did on the others.
type HoldOut struct {
	Models int    `json:"models"`
	Splits int    `json:"splits"` // halves on which a metric was chosen
	Chosen []Held `json:"chosen"` // the most frequent first
}

// Held is one metric that was chosen on some halves, with its results on the other
// halves.
type Held struct {
	Metric       string         `json:"metric"`
	Name         string         `json:"name"`
	Times        int            `json:"times"`
	Spearman     stats.Float    `json:"spearman"`        // mean ρ with the online score
	SpearmanSpan stats.Interval `json:"spearman_span95"` // of 95 % of these ρ; not a confidence interval
	Regret       stats.Float    `json:"regret_at_1"`     // mean
}

// Confirmed reports whether a metric was chosen on most halves, and predicted the online
// score of the other models in 95 % of these.
func (h HoldOut) Confirmed(key string) bool {
	for _, m := range h.Chosen {
		if m.Metric == key {
			return 2*m.Times > h.Splits && m.SpearmanSpan.Lo > 0
		}
	}
	return false
}

// mostSplits is the number of halves, above which they are drawn at random, and
// splitStream their stream.
const (
	mostSplits  = 300
	splitStream = 0x73706c6974
)

// HoldOutModels chooses the metric with the highest mean ρ over settings on half of the
// models, and measures it on the others: on all halves of the models, or on random ones
// where there are many. Each setting is the same units in the same order. Metrics that are
// undefined for some unit are left out. Halves with fewer than three units on a side are,
// too.
func HoldOutModels(settings [][]Unit, seed uint64) HoldOut {
	if len(settings) == 0 || len(settings[0]) == 0 {
		return HoldOut{}
	}
	online := make([][]float64, len(settings))
	for i, units := range settings {
		for _, u := range units {
			online[i] = append(online[i], u.Online)
		}
	}
	values := map[string][]float64{}
	for _, m := range Metrics() {
		var x []float64
		for _, u := range settings[0] {
			x = append(x, m.Of(u.Offline))
		}
		if !slices.ContainsFunc(x, math.IsNaN) {
			values[m.Key] = x
		}
	}
	models := byModel(settings[0])
	h := HoldOut{Models: len(models)}
	rhos, regrets := map[string][]float64{}, map[string][]float64{}
	for _, half := range halves(len(models), seed) {
		in, out := half.units(models)
		if len(in) < 3 || len(out) < 3 {
			continue
		}
		best, key := math.Inf(-1), ""
		for _, m := range Metrics() {
			if x, ok := values[m.Key]; ok {
				if rho := meanRho(x, online, in); rho > best {
					best, key = rho, m.Key
				}
			}
		}
		if key == "" {
			continue
		}
		h.Splits++
		rhos[key] = append(rhos[key], meanRho(values[key], online, out))
		regrets[key] = append(regrets[key], meanRegret(values[key], online, out))
	}
	for _, m := range Metrics() {
		if r := rhos[m.Key]; len(r) > 0 {
			held := Held{Metric: m.Key, Name: m.Name, Times: len(r), Spearman: stats.Undefined(), SpearmanSpan: stats.UndefinedInterval(), Regret: stats.Float(stats.Mean(regrets[m.Key]))}
			if !slices.ContainsFunc(r, math.IsNaN) {
				held.Spearman, held.SpearmanSpan = stats.Float(stats.Mean(r)), stats.Percentiles95(r)
			}
			h.Chosen = append(h.Chosen, held)
		}
	}
	slices.SortStableFunc(h.Chosen, func(a, b Held) int { return cmp.Compare(b.Times, a.Times) })
	return h
}

// half says which models are on the side that chooses.
type half []bool

// halves returns all ways to take half of n models, rounded either way, or mostSplits
// random ones.
func halves(n int, seed uint64) (all []half) {
	if n < 2 {
		return nil
	}
	if n <= 10 {
		for mask := range 1 << n {
			var h half
			size := 0
			for i := range n {
				h = append(h, mask>>i&1 == 1)
				size += mask >> i & 1
			}
			if size == n/2 || size == n-n/2 {
				all = append(all, h)
			}
		}
		return all
	}
	r := rand.New(rand.NewPCG(seed, splitStream))
	for range mostSplits {
		h := make(half, n)
		for _, i := range r.Perm(n)[:n/2] {
			h[i] = true
		}
		all = append(all, h)
	}
	return all
}

// units returns the indexes of the units of the models on each side.
func (h half) units(models [][]int) (in, out []int) {
	for m, chooses := range h {
		if chooses {
			in = append(in, models[m]...)
		} else {
			out = append(out, models[m]...)
		}
	}
	return in, out
}

// meanRegret returns the regret of a metric's pick among some units, averaged over
// settings.
func meanRegret(x []float64, y [][]float64, units []int) float64 {
	total := 0.0
	for setting := range y {
		var a, b []float64
		for _, i := range units {
			a, b = append(a, x[i]), append(b, y[setting][i])
		}
		total += RegretAt1(a, b)
	}
	return total / float64(len(y))
}
