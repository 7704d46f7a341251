package offline

import (
	"iter"
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// Difference is how much higher the ρ of one metric with the online score is than
// that of another, over the same units.
type Difference struct {
	Spearman float64        // of the first metric − of the second, averaged over settings
	CI95     stats.Interval // over paired bootstrap samples of the models and the pairs of matches
}

// Shown reports whether the first metric is shown to predict better: its interval is
// above 0.
func (d Difference) Shown() bool { return d.CI95.Lo > 0 }

// differences is the number of bootstrap samples of a Difference, and
// differenceStream and pairStream their streams.
const (
	differences      = 2000
	differenceStream = 0x646966666572
	pairStream       = 0x70616972
)

// Compare compares two metrics as predictors of the online score. Each setting is
// the same units in the same order, played in another way. The samples draw models,
// each with all its units, because units of one model resemble each other, and pairs of
// matches, because the online score is known only from these. The two metrics and the
// settings stay paired. Units for which a metric is undefined are left out. Samples in
// which a ρ is undefined are left out, too; the interval is undefined if most are, or if the
// difference is the same in all samples.
func Compare(first, second Metric, settings [][]Unit, seed uint64) Difference {
	var a, b []float64 // by unit
	var kept [][]Unit  // by setting
	for setting, units := range settings {
		kept = append(kept, nil)
		for _, u := range units {
			v, w := first.Of(u.Offline), second.Of(u.Offline)
			if math.IsNaN(v) || math.IsNaN(w) {
				continue
			}
			kept[setting] = append(kept[setting], u)
			if setting == 0 {
				a, b = append(a, v), append(b, w)
			}
		}
	}
	if len(a) < 2 {
		return Difference{math.NaN(), stats.UndefinedInterval()}
	}
	models := byModel(kept[0])
	var all []int
	online := make([][]float64, len(kept)) // by setting and unit
	for setting, units := range kept {
		for _, u := range units {
			online[setting] = append(online[setting], u.Online)
		}
	}
	for i := range a {
		all = append(all, i)
	}
	d := Difference{meanRho(a, online, all) - meanRho(b, online, all), stats.UndefinedInterval()}
	redraw, stop := redrawn(kept, seed)
	defer stop()
	var sampled []float64
	for sample := range stats.Resamples(len(models), differences, seed, differenceStream) {
		var units []int
		for _, m := range sample {
			units = append(units, models[m]...)
		}
		redraw(online)
		if v := meanRho(a, online, units) - meanRho(b, online, units); !math.IsNaN(v) {
			sampled = append(sampled, v)
		}
	}
	if 2*len(sampled) > differences {
		if ci := stats.Percentiles95(sampled); !ci.Unvaried() { // else the same models again and again
			d.CI95 = ci
		}
	}
	return d
}

// FewModels is the number of models below which samples of them say little about others,
// and no metric can be said to be best.
const FewModels = 5

// Models returns the number of models of some units.
func Models(units []Unit) int { return len(byModel(units)) }

// byModel returns the indexes of the units of each model, in the order of their first.
func byModel(units []Unit) [][]int {
	var models [][]int
	at := map[string]int{}
	for i, u := range units {
		m, known := at[u.Model]
		if u.Model == "" || !known {
			m = len(models)
			models = append(models, nil)
			at[u.Model] = m
		}
		models[m] = append(models[m], i)
	}
	return models
}

// redrawn returns a function that sets the online scores, by setting and unit, to those
// of the next bootstrap sample of the pairs. The pairs of a setting are drawn once for
// all its units, which met the same seeds. Without pairs the scores stay.
func redrawn(settings [][]Unit, seed uint64) (redraw func(online [][]float64), stop func()) {
	var next []func() ([]int, bool)
	var stops []func()
	for i, units := range settings {
		n := len(units[0].Pairs)
		pull, halt := iter.Pull(stats.Resamples(n, differences, seed, pairStream+uint64(i)))
		next, stops = append(next, pull), append(stops, halt)
	}
	redraw = func(online [][]float64) {
		for setting, units := range settings {
			sample, _ := next[setting]()
			for i, u := range units {
				if len(sample) == 0 || len(u.Pairs) < len(sample) {
					continue
				}
				sum := 0.0
				for _, k := range sample {
					sum += u.Pairs[k]
				}
				online[setting][i] = sum / float64(len(sample))
			}
		}
	}
	return redraw, func() {
		for _, halt := range stops {
			halt()
		}
	}
}

// meanRho returns Spearman's ρ over the units of a sample, averaged over settings.
func meanRho(x []float64, y [][]float64, sample []int) float64 {
	total := 0.0
	a, b := make([]float64, len(sample)), make([]float64, len(sample))
	for setting := range y {
		for k, i := range sample {
			a[k], b[k] = x[i], y[setting][i]
		}
		total += stats.Spearman(a, b)
	}
	return total / float64(len(y))
}
