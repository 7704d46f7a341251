package offline_test

import (
	"math"
	"slices"
	"testing"

	"github.com/kumite/kumite/policy/offline"
)

// pressAt returns a recording whose scores press class 1 with probability p[frame]
// and class 2 never.
func pressAt(truth []int, p []float64) offline.Recording {
	r := offline.Recording{Name: "p", Truth: truth, Predicted: make([]int, len(truth))}
	for _, q := range p {
		r.Scores = append(r.Scores, float32(math.Log(1-q)), float32(math.Log(q)), float32(math.Inf(-1)))
	}
	return r
}

func TestAveragePrecisionTakesOnePressPerPeakAndTheClosestEvent(t *testing.T) {
	p := slices.Repeat([]float64{0.01}, 60)
	truth := labels(60, map[int]int{10: 1, 40: 1})
	p[11], p[12] = 0.6, 0.5 // one press at ±1 and wider, late by one
	p[25] = 0.4             // false positive
	p[40] = 0.3
	r := evaluate(t, offline.Config{Classes: classes}, pressAt(truth, p))
	// At ±0 the ranking is 11 ✗, 12 ✗, 25 ✗, 40 ✓, then 56 equal frames that
	// include the other event: precision 1/4, then 2/60.
	near(t, "AP at 0", r.AveragePrecisionByTolerance[0], (1.0/4+2.0/60)/2)
	// At ±1 to ±5: 11 ✓, 25 ✗, 40 ✓.
	for i := 1; i <= 3; i++ {
		near(t, "AP at 1, 2, 5", r.AveragePrecisionByTolerance[i], (1+2.0/3)/2)
	}
}

func TestPrecisionIsInterpolatedFromTheRight(t *testing.T) {
	p := slices.Repeat([]float64{0.01}, 60)
	p[5], p[20], p[40] = 0.9, 0.8, 0.7 // false, right, right: precision 0, 1/2, 2/3
	r := evaluate(t, offline.Config{Classes: classes}, pressAt(labels(60, map[int]int{20: 1, 40: 1}), p))
	near(t, "AP at 0", r.AveragePrecisionByTolerance[0], 2.0/3)
}

func TestOfTwoEquallyCloseEventsThePressTakesTheEarlier(t *testing.T) {
	p := slices.Repeat([]float64{0.01}, 60)
	p[12], p[9] = 0.9, 0.8 // 12 takes 10, so 9 matches nothing and 14 is missed
	r := evaluate(t, offline.Config{Classes: classes}, pressAt(labels(60, map[int]int{10: 1, 14: 1}), p))
	near(t, "AP at 2", r.AveragePrecisionByTolerance[2], 0.5)
}

func TestAPerfectScoreHasAreaOneAndAConstantOneTheBaseRate(t *testing.T) {
	truth := labels(100, map[int]int{10: 1, 40: 1, 80: 1})
	perfect, steady := make([]float64, 100), slices.Repeat([]float64{0.03}, 100)
	for f := range perfect {
		perfect[f] = 0.001
		if truth[f] != 0 {
			perfect[f] = 0.999
		}
	}
	r := evaluate(t, offline.Config{Classes: classes}, pressAt(truth, perfect))
	near(t, "AUPRC", r.AUPRCAct, 1)
	near(t, "average precision", r.AveragePrecision, 1)
	near(t, "ECE", r.ECE, 0.001)
	r = evaluate(t, offline.Config{Classes: classes}, pressAt(truth, steady))
	near(t, "AUPRC of a constant", r.AUPRCAct, 0.03)
	near(t, "AP at 0 of a constant", r.AveragePrecisionByTolerance[0], 0.03)
	near(t, "AP at 5 of a constant, a single press", r.AveragePrecisionByTolerance[3], 0)
	near(t, "ECE of the right constant", r.ECE, 0)
}
