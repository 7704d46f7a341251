package policy

import (
	"math"
	"slices"
)

// View shows how a decoder evaluated the newest scores, for display. K is the
// number of classes.
type View struct {
	// Made is the values that the rule compares, K values from 0 to 1 by class:
	// adjusted probabilities for logit_adjust, target_prior and argmax, each skill's
	// share of the acting probability for gate, probabilities for class_threshold,
	// the share of the possible savings for cost, probabilities at its temperature
	// for sample, and the share of the evidence for hazard.
	Made []float64
	// Limits are the values that Made must reach, by class; NaN if there is none.
	Limits []float64
	// Act is the probability of acting, or hazard's sum relative to its threshold.
	// ActLimit is the value that it must reach, NaN if there is none.
	Act, ActLimit float64
}

// View writes the evaluation of the last frame's scores into v and allocates its
// slices as needed. Before the first decision and on a fault, Made is that of the
// previous frame.
func (d *Decoder) View(v *View) {
	k := len(d.contract.Classes)
	if len(v.Made) != k {
		v.Made, v.Limits = make([]float64, k), make([]float64, k)
	}
	for i := range v.Limits {
		v.Limits[i] = math.NaN()
	}
	clear(v.Made)
	v.Act, v.ActLimit = d.scores.pAct(), math.NaN()
	d.rule.view(&d.scores, v)
}

// Limits returns what the rule compares probabilities with, where that is constant: the
// probability of acting that a press needs, 0 for none, and that of each class, nil for
// none.
func (d *Decoder) Limits() (act float64, byClass []float64) {
	switch r := d.rule.(type) {
	case gate:
		return logistic(r.gamma), nil
	case classThreshold:
		byClass = slices.Clone(r.theta)
		byClass[d.contract.NoAction] = 0
		return 0, byClass
	}
	return 0, nil
}

// logistic returns the probability of log odds.
func logistic(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

func (a adjusted) view(s *scores, v *View) {
	softmax(v.Made, func(i int) float64 { return s.z[i] - a.shift[i] })
	for i := range v.Limits {
		if i != s.noAction {
			v.Limits[i] = v.Made[s.noAction]
		}
	}
}

func (g gate) view(s *scores, v *View) {
	v.ActLimit = logistic(g.gamma)
	for i := range v.Made {
		if i != s.noAction {
			v.Made[i], v.Limits[i] = s.share(i), g.minShare
		}
	}
}

func (r classThreshold) view(s *scores, v *View) {
	s.probabilities(v.Made)
	for i := range v.Limits {
		if i != s.noAction {
			v.Limits[i] = r.theta[i]
		}
	}
}

func (r *costs) view(s *scores, v *View) {
	idle, sum := r.expected(s.noAction), 0.0
	for j := range v.Made {
		v.Made[j] = max(idle-r.expected(j), 0)
		sum += v.Made[j]
	}
	scale(v.Made, sum)
}

func (r *sample) view(s *scores, v *View) {
	softmax(v.Made, func(i int) float64 { return s.z[i] / r.temperature })
}

func (r *hazard) view(s *scores, v *View) {
	v.Act, v.ActLimit = min(r.sum/r.threshold, 1), 1
	sum := 0.0
	for i, e := range r.evidence {
		if i != s.noAction {
			v.Made[i] = e
			sum += e
		}
	}
	scale(v.Made, sum)
}

// softmax fills dst with the softmax of the values at each index.
func softmax(dst []float64, at func(i int) float64) {
	top, sum := math.Inf(-1), 0.0
	for i := range dst {
		top = max(top, at(i))
	}
	for i := range dst {
		dst[i] = math.Exp(at(i) - top)
		sum += dst[i]
	}
	scale(dst, sum)
}

// scale divides dst by sum, unless sum is 0.
func scale(dst []float64, sum float64) {
	for i := range dst {
		if sum > 0 {
			dst[i] /= sum
		}
	}
}
