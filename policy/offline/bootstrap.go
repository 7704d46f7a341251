package offline

import (
	"fmt"
	"math"

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

// bootstrap returns percentile intervals over resampled recordings, for the metrics
// that are defined in at least 95 % of the samples. With fewer than two recordings
// it returns none.
func (e *Evaluation) bootstrap() map[string]stats.Interval {
	intervals := map[string]stats.Interval{}
	n := len(e.recordings)
	if n < 2 || e.config.Resamples == 0 {
		return intervals
	}
	measures := e.measures()
	samples := make([][]float64, len(measures))
	t := newTally(len(e.config.Classes))
	for sample := range stats.Resamples(n, e.config.Resamples, e.config.Seed, bootstrapStream) {
		t.reset()
		for _, i := range sample {
			t.add(e.recordings[i])
		}
		for i, m := range measures {
			if v := m.of(t); !math.IsNaN(v) {
				samples[i] = append(samples[i], v)
			}
		}
	}
	for i, m := range measures {
		if len(samples[i])*100 < 95*e.config.Resamples {
			continue
		}
		intervals[m.name] = stats.Percentiles95(samples[i])
	}
	return intervals
}
