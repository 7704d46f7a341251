package rating_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

func TestAConfidenceSequenceHoldsForAllNumbersOfObservations(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	const runs, length = 400, 1000
	sequence, fixed := 0, 0
	for range runs {
		sum, missedSequence, missedFixed := 0.0, false, false
		for n := 1; n <= length; n++ {
			sum += coin(r, 0.5)
			missedSequence = missedSequence || !rating.ConfidenceSequence(sum/float64(n), n, 0.05).Contains(0.5)
			missedFixed = missedFixed || !stats.Wilson(sum, float64(n)).Contains(0.5)
		}
		if missedSequence {
			sequence++
		}
		if missedFixed {
			fixed++
		}
	}
	if rate := float64(sequence) / runs; rate > 0.05 {
		t.Errorf("the confidence sequence missed in %.3f of runs, want at most 0.05", rate)
	}
	if rate := float64(fixed) / runs; rate < 0.2 {
		t.Errorf("a 95 %% interval checked after every observation missed in %.3f of runs, want at least 0.2, or else the simulation shows nothing", rate)
	}
}

func TestConfidenceSequenceMatchesItsFormula(t *testing.T) {
	iv := rating.ConfidenceSequence(0.5, 200, 0.05)
	if got := (iv.Hi - iv.Lo) / 2; math.Abs(got-0.107307782) > 1e-8 {
		t.Errorf("half-width at 200: got %.9f, want 0.107307782", got)
	}
	if iv := rating.ConfidenceSequence(0, 0, 0.05); iv != (stats.Interval{Lo: 0, Hi: 1}) {
		t.Errorf("without data: got %v, want [0, 1]", iv)
	}
}

func TestTheSideAdvantageDoesNotDependOnStrength(t *testing.T) {
	// The stronger contestant wins everything: there is no side advantage.
	strong := make([]rating.Legs, 20)
	for i := range strong {
		strong[i] = rating.Legs{AsLeft: 1, AsRight: 1}
	}
	e, err := rating.SideAdvantage(strong)
	if err != nil {
		t.Fatal(err)
	}
	if e.Advantage != 0 || !e.CI95.Contains(0) || e.CI95.Lo == 0 || e.Method != rating.MethodWilson {
		t.Errorf("got %+v, want 0 with a Wilson interval around it", e)
	}
	// The left side always wins: every pair is split.
	left := make([]rating.Legs, 20)
	for i := range left {
		left[i] = rating.Legs{AsLeft: 1, AsRight: 0}
	}
	if e, err = rating.SideAdvantage(left); err != nil || e.Advantage != 1 || e.CI95.Hi != 1 || e.CI95.Lo < 0.5 {
		t.Errorf("got %+v, %v; want 1", e, err)
	}
}

func TestTheSideAdvantagesIntervalIsOverPairs(t *testing.T) {
	var pairs []rating.Legs
	for i := range 100 {
		p := rating.Legs{AsLeft: 1, AsRight: 1} // difference 0
		if i < 30 {
			p.AsRight = 0 // difference 1
		}
		pairs = append(pairs, p)
	}
	e, err := rating.SideAdvantage(pairs)
	if err != nil {
		t.Fatal(err)
	}
	half := stats.Z95 * math.Sqrt(0.3*0.7/100)
	if math.Abs(e.Advantage-0.3) > 1e-12 || math.Abs(e.CI95.Hi-(0.3+half)) > 1e-12 || math.Abs(e.CI95.Lo-(0.3-half)) > 1e-12 {
		t.Errorf("got %+v, want 0.3 ± %v", e, half)
	}
	for _, bad := range [][]rating.Legs{nil, {{AsLeft: 0.3}}} {
		if _, err := rating.SideAdvantage(bad); err == nil {
			t.Errorf("%v: no error", bad)
		}
	}
}
