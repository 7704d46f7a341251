package offline

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/kumite/kumite/policy/stats"
)

// measure is a metric that the bootstrap resamples.
type measure struct {
	name string
	of   func(*tally) float64
}

// measures returns the metrics with intervals: those that can be computed from sums
// over recordings. The rank metrics (average precision, AUPRC, ECE) cannot.
func (e *Evaluation) measures() []measure {
	noAction, prior := e.config.NoAction, e.config.Prior
	list := []measure{
		{"action_rate_ratio", (*tally).actionRateRatio},
		{"wrong_skill_rate", (*tally).wrongSkillRate},
		{"frame_accuracy", (*tally).frameAccuracy},
		{"constant_baseline_accuracy", func(t *tally) float64 { return t.constantBaseline(noAction) }},
		{"balanced_accuracy", (*tally).balancedAccuracy},
		{"macro_f1", func(t *tally) float64 { return t.macroF1(-1) }},
		{"skill_macro_f1", func(t *tally) float64 { return t.macroF1(noAction) }},
		{"mcc", (*tally).mcc},
		{"kappa", (*tally).kappa},
		{"youden_j", func(t *tally) float64 { return t.youdenJ(noAction) }},
	}
	for i, k := range Tolerances {
		score := func(t *tally) EventScore { return newEventScore(t.matched[i], sum(t.predicted), sum(t.expert)) }
		list = append(list,
			measure{fmt.Sprintf("event_precision_%d", k), func(t *tally) float64 { return float64(score(t).Precision) }},
			measure{fmt.Sprintf("event_recall_%d", k), func(t *tally) float64 { return float64(score(t).Recall) }},
			measure{fmt.Sprintf("event_f1_%d", k), func(t *tally) float64 { return float64(score(t).F1) }},
			measure{fmt.Sprintf("event_f2_%d", k), func(t *tally) float64 { return float64(score(t).F2) }},
		)
	}
	if e.scored {
		list = append(list,
			measure{"nll", func(t *tally) float64 { return t.nll / float64(t.frames) }},
			measure{"nll_skill", func(t *tally) float64 { return t.nllSkill(prior) }},
			measure{"brier", func(t *tally) float64 { return t.brier / float64(t.frames) }},
			measure{"brier_skill", func(t *tally) float64 { return t.brierSkill(prior) }},
		)
	}
	return list
}

// bootstrapStream is the stream of the seed that recordings are drawn from.
const bootstrapStream = 0x626f6f7473747261

// resampled returns each measure's values over resampled recordings, [measure][sample],
// nil with fewer than two recordings. Evaluations of the same recordings, resamples and
// seed have the same samples, so their values are paired. They are kept until recordings
// are added.
func (e *Evaluation) resampled() [][]float64 {
	n := len(e.recordings)
	if n < 2 || e.config.Resamples < 2 || e.samples != nil {
		return e.samples
	}
	measures := e.measures()
	e.samples = make([][]float64, len(measures))
	t := newTally(len(e.config.Classes))
	for sample := range stats.Resamples(n, e.config.Resamples, e.config.Seed, bootstrapStream) {
		t.reset()
		for _, i := range sample {
			t.add(e.recordings[i])
		}
		for i, m := range measures {
			e.samples[i] = append(e.samples[i], m.of(t))
		}
	}
	return e.samples
}

// percentiles returns the interval of values, of which those that are NaN are left out;
// ok is false if more than 5 % are. It sorts values.
func percentiles(values []float64) (ci stats.Interval, ok bool) {
	defined := slices.DeleteFunc(values, math.IsNaN)
	if len(defined) == 0 || len(defined)*100 < 95*len(values) {
		return stats.UndefinedInterval(), false
	}
	return stats.Percentiles95(defined), true
}

// bootstrap returns percentile intervals over resampled recordings, for the metrics
// that are defined in at least 95 % of the samples. An interval on one side of its metric,
// or without width, is widened by what was not drawn. With fewer than two recordings it
// returns none.
func (e *Evaluation) bootstrap() map[string]stats.Interval {
	intervals := map[string]stats.Interval{}
	measures := e.measures()
	for i, values := range e.resampled() {
		ci, ok := percentiles(slices.Clone(values))
		if ok {
			ci = e.widen(ci, measures[i])
			ok = stats.Float(ci.Lo).Defined()
		}
		if ok {
			intervals[measures[i].name] = ci
		}
	}
	return intervals
}

// Change is a metric of one evaluation minus that of another.
type Change struct {
	Difference stats.Float    `json:"difference"`
	CI95       stats.Interval `json:"ci95"` // undefined where the metrics have none
}

// Against returns the differences to another evaluation of the same recordings, by
// metric, for the metrics of Result.CI95 that both have. The intervals resample the same
// recordings for both, so that what is hard in a recording cancels. Both need the same
// number of resamples and the same seed.
func (e *Evaluation) Against(base *Evaluation) (map[string]Change, error) {
	if !e.sameRecordings(base) {
		return nil, errors.New("compare evaluations: they differ in their recordings, classes, resamples or seed")
	}
	x, y := e.total(), base.total()
	mine, theirs := e.resampled(), base.resampled()
	measures := e.measures()
	changes := map[string]Change{}
	for i, m := range measures[:min(len(measures), len(base.measures()))] {
		c := Change{stats.Float(m.of(x) - m.of(y)), stats.UndefinedInterval()}
		if mine != nil {
			differences := make([]float64, len(mine[i]))
			for k := range differences {
				differences[k] = mine[i][k] - theirs[i][k]
			}
			ci, ok := percentiles(differences)
			if c.CI95 = ci; ok {
				c.CI95 = e.widenAgainst(base, ci, m, c.Difference)
			}
		}
		changes[m.name] = c
	}
	return changes, nil
}

// sameRecordings reports whether two evaluations have the same classes, settings of the
// bootstrap, and labels by recording.
func (e *Evaluation) sameRecordings(o *Evaluation) bool {
	a, b := e.config, o.config
	return slices.Equal(a.Classes, b.Classes) && a.NoAction == b.NoAction && slices.Equal(a.Prior, b.Prior) && a.Resamples == b.Resamples && a.Seed == b.Seed &&
		slices.EqualFunc(e.recordings, o.recordings, func(x, y *tally) bool {
			return x.frames == y.frames && slices.Equal(x.expert, y.expert)
		})
}
