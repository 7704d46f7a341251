package policy

import (
	"fmt"
	"math"
)

// scores is one frame's calibrated scores z' = z/T + b, in the file's class order.
// no_action's is finite; that of a masked skill is −Inf.
type scores struct {
	z        []float64
	noAction int
	actLSE   float64 // log-sum-exp over the skills
	culprit  int     // the class of an invalid score, if load fails
}

// leastProbability replaces a probability of 0, whose logarithm is not finite.
const leastProbability = 1e-12

// load calibrates a network's raw scores. It returns false unless they are one finite
// number per class.
func (s *scores) load(raw []float32, c *Contract) bool {
	if len(raw) != len(s.z) {
		return false
	}
	for i, v := range raw {
		z := float64(v)
		if c.Output == Probabilities {
			if z = math.Log(max(z, leastProbability)); v < 0 {
				s.culprit = i
				return false
			}
		}
		z = z/c.Temperature + c.Bias[i]
		if math.IsNaN(z) || math.IsInf(z, 0) {
			s.culprit = i
			return false
		}
		s.z[i] = z
	}
	s.sum()
	return true
}

// forget masks the skills that are not available.
func (s *scores) forget(available []bool) {
	for i := range s.z {
		if i != s.noAction && !available[i] {
			s.z[i] = math.Inf(-1)
		}
	}
	s.sum()
}

// sum updates actLSE.
func (s *scores) sum() {
	top := math.Inf(-1)
	for i, z := range s.z {
		if i != s.noAction {
			top = max(top, z)
		}
	}
	s.actLSE = top
	if math.IsInf(top, -1) {
		return
	}
	total := 0.0
	for i, z := range s.z {
		if i != s.noAction {
			total += math.Exp(z - top)
		}
	}
	s.actLSE = top + math.Log(total)
}

// odds returns the log odds of acting: lse over the skills minus no_action.
func (s *scores) odds() float64 { return s.actLSE - s.z[s.noAction] }

// pAct returns the probability of acting, 1 − p_0.
func (s *scores) pAct() float64 { return logistic(s.odds()) }

// share returns p_k / p_act of a skill.
func (s *scores) share(k int) float64 { return math.Exp(s.z[k] - s.actLSE) }

// logSum returns the log-sum-exp over all classes.
func (s *scores) logSum() float64 {
	zero := s.z[s.noAction]
	top := max(zero, s.actLSE)
	return top + math.Log1p(math.Exp(min(zero, s.actLSE)-top))
}

// best returns the skill with the highest z'_k − shift_k and that value, or no_action
// and −Inf if no skill can be chosen.
func (s *scores) best(shift []float64) (int, float64) {
	best, top := s.noAction, math.Inf(-1)
	for i, z := range s.z {
		if v := z - shift[i]; i != s.noAction && v > top {
			best, top = i, v
		}
	}
	return best, top
}

// probabilities writes softmax(z) into dst, K values.
func (s *scores) probabilities(dst []float64) {
	total := s.logSum()
	for i, z := range s.z {
		dst[i] = math.Exp(z - total)
	}
}

// CheckScores returns an error if one frame's raw scores violate the contract: they
// must be K finite numbers, and probabilities or log-probabilities must sum to 1 if
// the contract states them.
func (c *Contract) CheckScores(raw []float32) error {
	if len(raw) != len(c.Classes) {
		return fmt.Errorf("%d scores for %d classes", len(raw), len(c.Classes))
	}
	sum := 0.0
	for i, v := range raw {
		f := float64(v)
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Errorf("score of %q is %v; train or export the model again", c.Classes[i], v)
		}
		if c.Output == LogProbs {
			f = math.Exp(f)
		}
		if c.Output != Logits && f < 0 {
			return fmt.Errorf("probability of %q is %v; %s", c.Classes[i], v, outputOf(raw))
		}
		sum += f
	}
	if c.Output != Logits && !(math.Abs(sum-1) <= 0.01) { // tolerates half-float rounding
		return fmt.Errorf("%s sum to %.4g, want 1; %s", c.Output, sum, outputOf(raw))
	}
	return nil
}

// outputOf says what scores look like that are not the probabilities that a model states,
// and what to do.
func outputOf(raw []float32) string {
	least, most, sum, exponentials := math.Inf(1), math.Inf(-1), 0.0, 0.0
	for _, v := range raw {
		z := float64(v)
		least, most = min(least, z), max(most, z)
		sum += z
		exponentials += math.Exp(z)
	}
	state := func(o Output) string { return fmt.Sprintf("they look like %s; set %s to %q", o, keyOutput, o) }
	switch {
	case least == 1 && most == 1:
		return wrongAxis
	case least == 0 && most == 0: // as of a zero frame
		return state(Logits)
	case least >= 0 && most <= 1 && math.Abs(sum-1) <= sumTolerance:
		return state(Probabilities)
	case math.Abs(exponentials-1) <= sumTolerance:
		return state(LogProbs)
	case least >= 0 && most <= 1:
		return "they look like the outputs of a Sigmoid; end the model in Softmax instead"
	}
	return state(Logits)
}

// wrongAxis is what to do about scores that are all 1, or all 0 as logarithms.
const wrongAxis = "a Softmax over the batch instead of the classes gives 1 for every class, and a LogSoftmax 0; set its axis to that of the classes"
