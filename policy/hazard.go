package policy

import (
	"errors"
	"fmt"
	"math"
)

// hazard accumulates evidence over frames: H = λH − ln(1 − p_act) and
// A_k = λA_k + p_k. When H reaches the threshold, it chooses argmax A and resets.
type hazard struct {
	decay, threshold, peak float64
	sum                    float64   // H
	evidence               []float64 // A by class; no_action's is not used
}

func newHazard(decay, threshold, peak float64, classes int) (rule, error) {
	if decay >= 1 {
		return nil, errors.New("hazard's decay is 1, which lets background noise accumulate; want below 1")
	}
	r := &hazard{decay: decay, threshold: threshold, peak: peak, evidence: make([]float64, classes)}
	return r, r.check()
}

// check returns an error for a threshold that is never reached while p_act is at most
// peak: H then stays below −ln(1 − peak) / (1 − λ).
func (r *hazard) check() error {
	if limit := -math.Log1p(-r.peak) / (1 - r.decay); r.threshold >= limit {
		return fmt.Errorf("hazard's threshold of %v is never reached: p_act up to peak=%v sums to less than %.4g; lower the threshold, or raise peak or decay",
			r.threshold, r.peak, limit)
	}
	return nil
}

func (r *hazard) pick(s *scores) choice {
	total := s.logSum()
	r.sum = r.decay*r.sum + total - s.z[s.noAction] // −ln(1 − p_act) = −ln p_0
	best, top := s.noAction, 0.0
	for i, z := range s.z {
		r.evidence[i] = r.decay*r.evidence[i] + math.Exp(z-total)
		if i != s.noAction && r.evidence[i] > top {
			best, top = i, r.evidence[i]
		}
	}
	c := choice{class: s.noAction, score: r.sum, threshold: r.threshold}
	if r.sum >= r.threshold {
		c.class = best
		r.reset(0)
	}
	return c
}

// skip advances by a frame without evidence.
func (r *hazard) skip() {
	r.sum *= r.decay
	for i := range r.evidence {
		r.evidence[i] *= r.decay
	}
}

func (r *hazard) reset(uint64) {
	r.sum = 0
	clear(r.evidence)
}
