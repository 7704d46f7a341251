package offline

import (
	"fmt"
	"math"

	"github.com/kumite/kumite/policy/stats"
)

// eceBins is the number of equal-mass bins of p_act.
const eceBins = 15

// probabilities writes softmax(scores) into p and returns the log-sum-exp. ok is
// false if the softmax is undefined (NaN, +Inf, or all −Inf).
func probabilities(p []float64, scores []float32) (lse float64, ok bool) {
	top := math.Inf(-1)
	for _, z := range scores {
		if math.IsNaN(float64(z)) {
			return 0, false
		}
		top = math.Max(top, float64(z))
	}
	if math.IsInf(top, 0) {
		return 0, false
	}
	total := 0.0
	for k, z := range scores {
		p[k] = math.Exp(float64(z) - top)
		total += p[k]
	}
	for k := range p {
		p[k] /= total
	}
	return top + math.Log(total), true
}

// countScores adds one recording's NLL, Brier score and p_act. It returns its
// probabilities, [frames, classes].
func (t *tally) countScores(r Recording, classes, noAction int) ([]float64, error) {
	p := make([]float64, len(r.Scores))
	for f, truth := range r.Truth {
		scores, row := r.Scores[f*classes:(f+1)*classes], p[f*classes:(f+1)*classes]
		lse, ok := probabilities(row, scores)
		if !ok {
			return nil, fmt.Errorf("recording %s: frame %d has scores %v, which define no distribution; drop the frame or fix the model", r.Name, f, scores)
		}
		t.nll += lse - float64(scores[truth])
		t.brier += brierOf(row, truth)
		t.pAct += pActOf(row, noAction)
	}
	return p, nil
}

// nllOf returns −ln p of the truth in nats. The softmax of scores must be defined.
func nllOf(scores []float32, truth int) float64 {
	top := math.Inf(-1)
	for _, z := range scores {
		top = math.Max(top, float64(z))
	}
	total := 0.0
	for _, z := range scores {
		total += math.Exp(float64(z) - top)
	}
	return top + math.Log(total) - float64(scores[truth])
}

// brierOf returns one frame's Brier score, summed over classes.
func brierOf(p []float64, truth int) float64 {
	total := 0.0
	for c, q := range p {
		if c == truth {
			q--
		}
		total += q * q
	}
	return total
}

// pActOf returns p_act as the sum over skills, which is more precise for small
// values than 1 − p_0.
func pActOf(p []float64, noAction int) float64 {
	total := 0.0
	for c, q := range p {
		if c != noAction {
			total += q
		}
	}
	return total
}

// priorShare returns the prior of class c: the given one, or its share of the log.
func (t *tally) priorShare(prior []float64, c int) float64 {
	if prior != nil {
		return prior[c]
	}
	truth, _, _ := t.marginals(c)
	return stats.Ratio(float64(truth), float64(t.frames))
}

// nllSkill returns 1 − NLL/NLL_prior.
func (t *tally) nllSkill(prior []float64) float64 {
	base := 0.0
	for c := range t.classes() {
		if truth, _, _ := t.marginals(c); truth > 0 {
			base -= float64(truth) * math.Log(t.priorShare(prior, c))
		}
	}
	return 1 - stats.Ratio(t.nll, base)
}

// brierSkill returns 1 − Brier/Brier_prior.
func (t *tally) brierSkill(prior []float64) float64 {
	squares := 0.0
	for c := range t.classes() {
		q := t.priorShare(prior, c)
		squares += q * q
	}
	base := 0.0
	for c := range t.classes() {
		truth, _, _ := t.marginals(c)
		base += float64(truth) * (squares + 1 - 2*t.priorShare(prior, c))
	}
	return 1 - stats.Ratio(t.brier, base)
}

// pActRatio returns the mean p_act over the prior's, which is 1 for scores that are
// calibrated in the large.
func (t *tally) pActRatio(prior []float64, noAction int) float64 {
	act := 0.0
	for c := range t.classes() {
		if c != noAction {
			act += t.priorShare(prior, c)
		}
	}
	return stats.Ratio(t.pAct, act*float64(t.frames))
}

// press is one frame's p_act and whether the expert acted on it.
type press struct {
	p   float32
	act bool
}

// expectedCalibrationError returns the mean over frames of |mean p_act − share of
// frames with an act| of their equal-mass bin. It sorts presses in ascending order.
func expectedCalibrationError(presses []press) float64 {
	total := 0.0
	for _, b := range reliability(presses) {
		total += math.Abs(b.sum - b.acts)
	}
	return stats.Ratio(total, float64(len(presses)))
}
