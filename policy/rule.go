package policy

import (
	"fmt"
	"math"
)

// choice is what a rule chooses on one frame, and why.
type choice struct {
	class            int
	score, threshold float64 // the decisive value and what it was compared with
	test             string  // which test of the rule decided, "" for its only one
}

// rule chooses a class from one frame's scores. pick or skip is called once per frame.
type rule interface {
	pick(s *scores) choice
	skip()             // advances by a frame without scores
	reset(seed uint64) // returns to the initial state
	view(s *scores, v *View)
}

// stateless implements skip and reset for rules without state.
type stateless struct{}

func (stateless) skip()        {}
func (stateless) reset(uint64) {}

// adjusted chooses argmax(z'_k − shift_k): argmax itself with no shift, and
// post hoc logit adjustment with τ ln π (Menon et al., ICLR 2021), which
// decodes under the prior π^(1−τ). On a tie it does not act.
type adjusted struct {
	stateless
	shift []float64 // by class
}

func (a adjusted) pick(s *scores) choice {
	best, top := s.best(a.shift)
	rest := s.z[s.noAction] - a.shift[s.noAction]
	if !(top > rest) {
		best = s.noAction
	}
	return choice{class: best, score: top, threshold: rest}
}

// newTargetPrior decodes under the prior q that gives skills the total share act,
// divided among them as in π: z'_k + ln q_k − ln π_k.
func newTargetPrior(c *Contract, act float64, force bool) (rule, error) {
	prior, err := c.carriedPrior("target_prior", "use decode=argmax", force)
	if err != nil {
		return nil, err
	}
	rest := prior[c.NoAction]
	if !(act > 0 && act < 1) {
		return nil, fmt.Errorf("setting act=%v is out of range; want above 0 and below 1", act)
	}
	if !(rest > 0 && rest < 1) {
		return nil, fmt.Errorf("%s of %q is %v, which target_prior does not support; want above 0 and below 1", keyPrior, c.Classes[c.NoAction], rest)
	}
	shift := make([]float64, len(prior))
	for i, p := range prior {
		switch {
		case i == c.NoAction:
			shift[i] = math.Log(rest) - math.Log(1-act)
		case p == 0:
			shift[i] = math.Inf(1)
		default:
			shift[i] = math.Log(1-rest) - math.Log(act)
		}
	}
	return adjusted{shift: shift}, nil
}

// gate acts if the log odds of acting reach gamma. It then chooses the skill by
// argmax(z'_k − τ_s ln π_k), if that skill has at least minShare of the probability
// of acting.
type gate struct {
	stateless
	gamma, minShare float64
	shift           []float64 // τ_s ln π_k by class
}

func (g gate) pick(s *scores) choice {
	odds := s.odds()
	if !(odds >= g.gamma) {
		return choice{class: s.noAction, score: odds, threshold: g.gamma}
	}
	best, _ := s.best(g.shift)
	if best == s.noAction {
		return choice{class: best, score: 0, threshold: g.minShare, test: "share"}
	}
	if share := s.share(best); !(share >= g.minShare) {
		return choice{class: s.noAction, score: share, threshold: g.minShare, test: "share"}
	}
	return choice{class: best, score: odds, threshold: g.gamma}
}

// shifts returns τ ln π_k by class. For a class of share 0 it is +Inf for any τ, so that
// the class is never chosen.
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
