package policy

import "math"

// rule chooses a class from one frame's scores.
type rule interface {
	// pick returns the class that it wants, the score that decided, and what
	// that score was compared with.
	pick(s *scores) (class int, score, threshold float64)
}

// adjusted chooses argmax(z'_k − τ ln π_k): argmax itself at τ = 0, and post
// hoc logit adjustment (Menon et al., ICLR 2021) above. It decodes under the
// prior π^(1−τ).
type adjusted struct {
	shift []float64 // τ ln π_k by class
}

func (a adjusted) pick(s *scores) (int, float64, float64) {
	best, top := s.noAction, math.Inf(-1)
	for i, z := range s.z {
		if v := z - a.shift[i]; v > top {
			best, top = i, v
		}
	}
	return best, top, s.z[s.noAction] - a.shift[s.noAction]
}

// gate acts when the log odds of acting reach gamma, and then chooses the
// skill by argmax(z'_k − τ_s ln π_k) if that skill holds at least minShare of
// the probability of acting.
type gate struct {
	gamma, minShare float64
	shift           []float64 // τ_s ln π_k by class
}

func (g gate) pick(s *scores) (int, float64, float64) {
	odds := s.gate()
	if !(odds >= g.gamma) {
		return s.noAction, odds, g.gamma
	}
	best, top := s.noAction, math.Inf(-1)
	for i, z := range s.z {
		if v := z - g.shift[i]; i != s.noAction && v > top {
			best, top = i, v
		}
	}
	if best != s.noAction && s.share(best) < g.minShare {
		return s.noAction, odds, g.gamma
	}
	return best, odds, g.gamma
}

// shifts returns τ ln π_k by class. A class of share 0 was never seen: its
// shift is +Inf, so that it is never chosen, whatever τ is.
func shifts(prior []float64, tau float64) []float64 {
	s := make([]float64, len(prior))
	for i, p := range prior {
		switch {
		case p == 0:
			s[i] = math.Inf(1)
		case tau != 0:
			s[i] = tau * math.Log(p)
		}
	}
	return s
}
