package policy

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/kumite/kumite/internal/number"
)

// classThreshold chooses, among the skills with p_k ≥ θ_k, the argmax of
// ln(p_k / θ_k), or no_action if there is none.
type classThreshold struct {
	stateless
	theta []float64 // by class; no_action's is not used
}

func (r classThreshold) pick(s *scores) choice {
	total := s.logSum()
	best, top := s.noAction, math.Inf(-1)
	for i, z := range s.z {
		if v := z - total - math.Log(r.theta[i]); i != s.noAction && v > top {
			best, top = i, v
		}
	}
	if best == s.noAction {
		return choice{class: best}
	}
	c := choice{class: best, score: math.Exp(s.z[best] - total), threshold: r.theta[best]}
	if !(c.score >= c.threshold) {
		c.class = s.noAction
	}
	return c
}

// parseThetas parses one number for all skills, one per class, or name:number for
// every skill.
func parseThetas(c *Contract, text string) ([]float64, error) {
	theta := make([]float64, len(c.Classes))
	theta[c.NoAction] = 1
	parts := strings.Split(text, ",")
	for n, part := range parts {
		name, value, named := strings.Cut(part, ":")
		if !named {
			value = part
		}
		v, err := number.Range{Max: 1, Above: true}.Parse(strings.TrimSpace(value))
		if err != nil {
			return nil, fmt.Errorf("setting theta: %s %w", part, err)
		}
		switch {
		case named:
			i := slices.Index(c.Classes, strings.TrimSpace(name))
			if i < 0 {
				return nil, fmt.Errorf("setting theta: %w", Unknown("class", name, c.Classes))
			}
			theta[i] = v
		case len(parts) == 1:
			for i := range theta {
				theta[i] = v
			}
		case len(parts) == len(c.Classes):
			theta[n] = v
		default:
			return nil, fmt.Errorf("setting theta has %d numbers for %d classes; give one for all, or one for each in the order %s",
				len(parts), len(c.Classes), strings.Join(c.Classes, ", "))
		}
	}
	if i := slices.Index(theta, 0); i >= 0 {
		return nil, fmt.Errorf("setting theta leaves out %q; name every skill", c.Classes[i])
	}
	return theta, nil
}
