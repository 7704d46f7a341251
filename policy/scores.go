package policy

import "math"

// scores is one frame's calibrated scores z' = z/T + b, in the order of the
// file's classes.
type scores struct {
	z        []float64
	noAction int
	actLSE   float64 // log-sum-exp over the skills
}

// load calibrates a network's raw scores. It is false when one is no number.
func (s *scores) load(raw []float32, c *Contract) bool {
	if len(raw) != len(s.z) {
		return false
	}
	for i, v := range raw {
		z := float64(v)
		if c.Output == Probabilities {
			z = math.Log(max(z, 1e-12))
		}
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return false
		}
		s.z[i] = z/c.Temperature + c.Bias[i]
	}
	s.sum()
	return true
}

// sum renews what depends on all of z.
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

// gate is the log odds of acting: lse over the skills minus no_action.
func (s *scores) gate() float64 { return s.actLSE - s.z[s.noAction] }

// share is p_k / p_act of a skill.
func (s *scores) share(k int) float64 { return math.Exp(s.z[k] - s.actLSE) }

// probabilities writes softmax(z) into dst, K values.
func (s *scores) probabilities(dst []float64) {
	zero := s.z[s.noAction]
	top := max(zero, s.actLSE)
	lse := top + math.Log(math.Exp(zero-top)+math.Exp(s.actLSE-top))
	for i, z := range s.z {
		dst[i] = math.Exp(z - lse)
	}
}
