package offline

import (
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// widen returns the percentiles of a metric's bootstrap samples. Where no sample is above,
// or none below, the metric's value, or both, that end is the value of a policy which
// decided otherwise on as many recordings as the drawn ones leave possible.
func (e *Evaluation) widen(ci stats.Interval, m measure) stats.Interval {
	value := m.of(e.total())
	if ci.Inside(value) {
		return ci
	}
	return stats.Unvaried(value, append(e.otherwise(m), ci.Lo, ci.Hi)...)
}

// widenAgainst is widen for the difference to another evaluation: either of the two may
// have decided otherwise.
func (e *Evaluation) widenAgainst(base *Evaluation, ci stats.Interval, m measure, difference stats.Float) stats.Interval {
	if ci.Inside(float64(difference)) {
		return ci
	}
	x, y := m.of(e.total()), m.of(base.total())
	values := []float64{ci.Lo, ci.Hi}
	for _, v := range e.otherwise(m) {
		values = append(values, v-y)
	}
	for _, v := range base.otherwise(m) {
		values = append(values, x-v)
	}
	return stats.Unvaried(float64(difference), values...)
}

// otherwise returns the metric's values if an unseen share of the recordings was decided as
// the expert decides, without any press, with a wrong press for each of the expert's, or
// with that many presses more. Recordings in which the expert presses are counted, because the others do not
// show how presses are decided. The scores of frames, of which nothing is assumed, stay as
// they are.
func (e *Evaluation) otherwise(m measure) []float64 {
	t, noAction := e.total(), e.config.NoAction
	const parts = 100_000
	drawn := 0
	for _, r := range e.recordings {
		if sum(r.expert) > 0 {
			drawn++
		}
	}
	share := int(math.Round(parts * stats.UnseenShare(drawn)))
	var values []float64
	for _, other := range []*tally{t.right(), t.silent(noAction), t.mistaken(noAction), t.eager(noAction)} {
		mixed := t.times(parts - share)
		mixed.add(other.times(share))
		values = append(values, m.of(mixed))
	}
	return values
}

// times returns the tally of n equal copies.
func (t *tally) times(n int) *tally {
	s := newTally(t.classes())
	s.add(t)
	for _, counts := range [][]int{s.confusion, s.expert, s.predicted, s.matched[:], s.timed, s.lags} {
		for i := range counts {
			counts[i] *= n
		}
	}
	s.frames, s.wrong = n*s.frames, n*s.wrong
	s.nll, s.brier, s.pAct = float64(n)*s.nll, float64(n)*s.brier, float64(n)*s.pAct
	return s
}

// undecided returns a tally of the same frames and scores without decisions.
func (t *tally) undecided() *tally {
	s := newTally(t.classes())
	s.frames, s.nll, s.brier, s.pAct = t.frames, t.nll, t.brier, t.pAct
	copy(s.expert, t.expert)
	return s
}

// right returns the tally of a policy that decides as the expert does.
func (t *tally) right() *tally {
	s, k := t.undecided(), t.classes()
	for c := range k {
		s.confusion[c*k+c], _, _ = t.marginals(c)
	}
	presses := sum(t.expert)
	copy(s.predicted, t.expert)
	copy(s.timed, t.expert)
	for i := range s.matched {
		s.matched[i] = presses
	}
	s.lags[len(s.lags)/2] = presses
	return s
}

// silent returns the tally of a policy that never presses.
func (t *tally) silent(noAction int) *tally {
	s, k := t.undecided(), t.classes()
	for c := range k {
		s.confusion[c*k+noAction], _, _ = t.marginals(c)
	}
	return s
}

// mistaken returns the tally of a policy that presses another skill whenever the expert
// presses, or, if there is only one, whenever the expert does not.
func (t *tally) mistaken(noAction int) *tally {
	s, k := t.silent(noAction), t.classes()
	idle := noAction*k + noAction
	for c := range k {
		if c == noAction {
			continue
		}
		frames, _, _ := t.marginals(c)
		other := c
		if k > 2 {
			for other == c || other == noAction {
				other = (other + 1) % k
			}
			s.confusion[c*k+noAction] -= frames
			s.confusion[c*k+other] += frames
			s.wrong += t.expert[c]
		} else {
			frames = min(frames, s.confusion[idle])
			s.confusion[idle] -= frames
			s.confusion[noAction*k+c] += frames
		}
		s.predicted[other] += t.expert[c]
	}
	return s
}

// eager returns the tally of this policy if it also pressed a skill, whenever the expert
// does not, as often as the expert presses.
func (t *tally) eager(noAction int) *tally {
	s, k := t.times(1), t.classes()
	idle := noAction*k + noAction
	for c, presses := range t.expert {
		frames := min(presses, s.confusion[idle])
		s.predicted[c] += presses
		s.confusion[idle] -= frames
		s.confusion[noAction*k+c] += frames
	}
	return s
}
