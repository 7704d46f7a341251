package offline

import (
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// tally holds the sums over recordings from which the metrics that the bootstrap
// resamples are computed.
type tally struct {
	frames    int
	confusion []int // [truth, predicted], row-major
	expert    []int // events by class
	predicted []int
	matched   [len(Tolerances)]int // true positives of all skills
	timed     []int                // true positives by class, at the main tolerance
	wrong     int                  // right time, wrong skill, at the main tolerance
	lags      []int                // matches by predicted − expert, −k … +k, at the main tolerance

	// Sums over frames, if there are scores.
	nll, brier, pAct float64
}

func newTally(classes int) *tally {
	return &tally{
		confusion: make([]int, classes*classes),
		expert:    make([]int, classes),
		predicted: make([]int, classes),
		timed:     make([]int, classes),
		lags:      make([]int, 2*Tolerances[mainTolerance]+1),
	}
}

// add adds o.
func (t *tally) add(o *tally) {
	t.frames += o.frames
	addInts(t.confusion, o.confusion)
	addInts(t.expert, o.expert)
	addInts(t.predicted, o.predicted)
	addInts(t.matched[:], o.matched[:])
	addInts(t.timed, o.timed)
	t.wrong += o.wrong
	addInts(t.lags, o.lags)
	t.nll += o.nll
	t.brier += o.brier
	t.pAct += o.pAct
}

// reset sets t to zero.
func (t *tally) reset() {
	confusion, expert, predicted, timed, lags := t.confusion, t.expert, t.predicted, t.timed, t.lags
	for _, s := range [][]int{confusion, expert, predicted, timed, lags} {
		clear(s)
	}
	*t = tally{confusion: confusion, expert: expert, predicted: predicted, timed: timed, lags: lags}
}

func addInts(dst, src []int) {
	for i, v := range src {
		dst[i] += v
	}
}

func sum(v []int) int {
	total := 0
	for _, x := range v {
		total += x
	}
	return total
}

// countEvents matches one recording's events by skill. Events that are unmatched at
// the main tolerance are matched again regardless of their skill: those pairs are
// wrong skills at the right time.
func (t *tally) countEvents(truth, predicted []int, noAction int) {
	classes := len(t.expert)
	experts, emitted := Events(truth, classes, noAction), Events(predicted, classes, noAction)
	unmatchedExpert, unmatchedEmitted := make([]bool, len(truth)), make([]bool, len(truth))
	for c := range classes {
		t.expert[c] += len(experts[c])
		t.predicted[c] += len(emitted[c])
		for _, frame := range experts[c] {
			unmatchedExpert[frame] = true
		}
		for _, frame := range emitted[c] {
			unmatchedEmitted[frame] = true
		}
		for i, k := range Tolerances {
			pairs := Match(experts[c], emitted[c], k)
			t.matched[i] += len(pairs)
			if i != mainTolerance {
				continue
			}
			t.timed[c] += len(pairs)
			for _, pair := range pairs {
				g, p := experts[c][pair[0]], emitted[c][pair[1]]
				t.lags[p-g+k]++
				unmatchedExpert[g], unmatchedEmitted[p] = false, false
			}
		}
	}
	t.wrong += len(Match(marked(unmatchedExpert), marked(unmatchedEmitted), Tolerances[mainTolerance]))
}

func marked(frames []bool) []int {
	var list []int
	for t, m := range frames {
		if m {
			list = append(list, t)
		}
	}
	return list
}

func (t *tally) eventScores() EventScores {
	var s EventScores
	for i := range s {
		s[i] = newEventScore(t.matched[i], sum(t.predicted), sum(t.expert))
	}
	return s
}

func (t *tally) actionRateRatio() float64 {
	return stats.Ratio(float64(sum(t.predicted)), float64(sum(t.expert)))
}

// wrongSkillRate returns the share of wrong skills among presses at the right time.
func (t *tally) wrongSkillRate() float64 {
	return stats.Ratio(float64(t.wrong), float64(t.wrong+t.matched[mainTolerance]))
}

func (t *tally) lagMean() float64 {
	total := 0.0
	for i, n := range t.lags {
		total += float64(n * (i - Tolerances[mainTolerance]))
	}
	return stats.Ratio(total, float64(sum(t.lags)))
}

func (t *tally) lagMedian() float64 {
	n := sum(t.lags)
	if n == 0 {
		return math.NaN()
	}
	at := func(rank int) float64 { // the lag of the rank-th match, from 0
		for i, c := range t.lags {
			if rank < c {
				return float64(i - Tolerances[mainTolerance])
			}
			rank -= c
		}
		panic("offline: rank beyond the last match")
	}
	return (at((n-1)/2) + at(n/2)) / 2
}
