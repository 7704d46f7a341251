package offline

import (
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// classes returns the number of classes.
func (t *tally) classes() int { return len(t.expert) }

// marginals returns the number of frames of class c by truth and by prediction, and
// of those predicted correctly.
func (t *tally) marginals(c int) (truth, predicted, right int) {
	k := t.classes()
	for i := range k {
		truth += t.confusion[c*k+i]
		predicted += t.confusion[i*k+c]
	}
	return truth, predicted, t.confusion[c*k+c]
}

func (t *tally) frameAccuracy() float64 {
	right := 0
	for c := range t.classes() {
		right += t.confusion[c*t.classes()+c]
	}
	return stats.Ratio(float64(right), float64(t.frames))
}

// constantBaseline returns the accuracy of never acting.
func (t *tally) constantBaseline(noAction int) float64 {
	truth, _, _ := t.marginals(noAction)
	return stats.Ratio(float64(truth), float64(t.frames))
}

// balancedAccuracy returns the mean recall over the classes present in the truth.
func (t *tally) balancedAccuracy() float64 {
	total, present := 0.0, 0
	for c := range t.classes() {
		if truth, _, right := t.marginals(c); truth > 0 {
			total += float64(right) / float64(truth)
			present++
		}
	}
	return stats.Ratio(total, float64(present))
}

// macroF1 returns the mean F1 over the classes that occur as truth or prediction,
// except skip (−1 skips none).
func (t *tally) macroF1(skip int) float64 {
	total, present := 0.0, 0
	for c := range t.classes() {
		if truth, predicted, right := t.marginals(c); c != skip && truth+predicted > 0 {
			total += 2 * float64(right) / float64(truth+predicted)
			present++
		}
	}
	return stats.Ratio(total, float64(present))
}

// mcc returns the multi-class correlation coefficient (Gorodkin, 2004). It is
// undefined if truth or prediction is a single class.
func (t *tally) mcc() float64 {
	s, right, cross, truths, predictions := float64(t.frames), 0.0, 0.0, 0.0, 0.0
	for c := range t.classes() {
		truth, predicted, ok := t.marginals(c)
		right += float64(ok)
		cross += float64(truth) * float64(predicted)
		truths += float64(truth) * float64(truth)
		predictions += float64(predicted) * float64(predicted)
	}
	return stats.Ratio(right*s-cross, math.Sqrt((s*s-truths)*(s*s-predictions)))
}

// kappa returns Cohen's kappa.
func (t *tally) kappa() float64 {
	s, chance := float64(t.frames), 0.0
	for c := range t.classes() {
		truth, predicted, _ := t.marginals(c)
		chance += float64(truth) / s * float64(predicted) / s
	}
	return stats.Ratio(t.frameAccuracy()-chance, 1-chance)
}

// youdenJ returns sensitivity + specificity − 1 of acting or not, regardless of the
// skill (Youden, 1950). It is undefined if the expert always or never acts.
func (t *tally) youdenJ(noAction int) float64 {
	idle, quiet, both := t.marginals(noAction)
	acts := t.frames - idle
	hits := acts - (quiet - both) // frames on which both act
	return stats.Ratio(float64(hits), float64(acts)) + stats.Ratio(float64(both), float64(idle)) - 1
}

// matrix returns a copy of the confusion matrix, rows truth, columns prediction.
func (t *tally) matrix() [][]int {
	k := t.classes()
	rows := make([][]int, k)
	for c := range rows {
		rows[c] = append([]int(nil), t.confusion[c*k:(c+1)*k]...)
	}
	return rows
}
