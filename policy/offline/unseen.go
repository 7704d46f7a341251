package offline

import (
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// unvaried returns the interval of a metric of this evaluation that is the same in every
// bootstrap sample: that of a policy which decided otherwise on as many recordings as the
// drawn ones leave possible.
func (e *Evaluation) unvaried(m measure) stats.Interval {
	return stats.Unvaried(m.of(e.total()), e.otherwise(m)...)
}

// unvariedAgainst is unvaried for the difference to another evaluation: either of the two
// may have decided otherwise.
func (e *Evaluation) unvariedAgainst(base *Evaluation, m measure, difference stats.Float) stats.Interval {
	x, y := m.of(e.total()), m.of(base.total())
	var values []float64
	for _, v := range e.otherwise(m) {
		values = append(values, v-y)
	}
	for _, v := range base.otherwise(m) {
		values = append(values, x-v)
	}
	return stats.Unvaried(float64(difference), values...)
}

// otherwise returns the metric's values if an unseen share of the recordings was decided as
// the expert decides, without any press, or with a wrong press for each of the expert's. The
// scores of frames, of which nothing is assumed, stay as they are.
func (e *Evaluation) otherwise(m measure) []float64 {
	t, noAction := e.total(), e.config.NoAction
	const parts = 100_000
	share := int(math.Round(parts * stats.UnseenShare(len(e.recordings))))
	var values []float64
	for _, other := range []*tally{t.right(), t.silent(noAction), t.mistaken(noAction)} {
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
