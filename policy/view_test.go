package policy

import (
	"math"
	"testing"
)

// viewed decodes one frame of scores with a query and returns its view.
func viewed(t *testing.T, query string, z []float32) (View, Decision) {
	t.Helper()
	d, err := NewDecoder(Contract{
		Classes: []string{NoAction, "poke", "lunge"}, Output: Logits, Temperature: 1, Bias: make([]float64, 3),
		TrainPrior: []float64{.9, .08, .02}, Semantics: Natural,
	}, query)
	if err != nil {
		t.Fatal(err)
	}
	got := d.Decode(z, nil)
	var v View
	d.View(&v)
	return v, got
}

func TestAViewAgreesWithTheDecision(t *testing.T) {
	for _, z := range [][]float32{{3, 0, 1}, {0, 2, 1}, {1, -2, 0.5}, {0, 0, 4}} {
		for _, query := range []string{"decode=argmax", "decode=logit_adjust&tau=0.5", "decode=target_prior&act=0.3", "decode=class_threshold&theta=0.2"} {
			v, got := viewed(t, query, z)
			reached, best := false, 0
			for i := 1; i < 3; i++ {
				if v.Made[i] >= v.Limits[i] && v.Made[i]/v.Limits[i] > v.Made[best]/v.Limits[best] || math.IsNaN(v.Limits[best]) && v.Made[i] >= v.Limits[i] {
					reached, best = true, i
				}
			}
			if reached != got.Chosen() || got.Chosen() && best != got.Wanted {
				t.Errorf("%s on %v: the view %+v has class %d over its limit (%v), the decision is %v", query, z, v, best, reached, got)
			}
		}
		v, got := viewed(t, "decode=gate&gamma=-0.5&min_share=0.4&tau_skill=0", z)
		if open := v.Act >= v.ActLimit; open != got.Chosen() { // one of two skills always has a share above 0.4
			t.Errorf("gate on %v: the view %+v, the decision %v", z, v, got)
		}
		if sum := v.Made[1] + v.Made[2]; math.Abs(sum-1) > 1e-12 || v.Made[0] != 0 {
			t.Errorf("gate on %v: shares of acting are %v, want them to sum to 1", z, v.Made)
		}
	}
	v, _ := viewed(t, "decode=hazard&threshold=1", []float32{3, 0, 1})
	if !(v.Act > 0 && v.Act < 1) || v.ActLimit != 1 {
		t.Errorf("hazard shows %v of %v after one quiet frame, want between 0 and 1, and 1", v.Act, v.ActLimit)
	}
}

func TestAViewIsReusedWithoutAllocation(t *testing.T) {
	for _, k := range []string{"decode=gate&gamma=-1", "decode=argmax", "decode=sample", "decode=hazard&threshold=1", "decode=class_threshold&theta=0.1"} {
		d, err := NewDecoder(Contract{Classes: []string{NoAction, "poke"}, Output: Logits, Temperature: 1, Bias: make([]float64, 2), TrainPrior: []float64{.9, .1}, Semantics: Natural}, k)
		if err != nil {
			t.Fatal(err)
		}
		d.Decode([]float32{1, 0}, nil)
		var v View
		d.View(&v)
		if n := testing.AllocsPerRun(20, func() { d.View(&v) }); n > 0 {
			t.Errorf("%s: %v allocations", k, n)
		}
	}
}

func TestConstantLimitsAreThoseOfTheDecisions(t *testing.T) {
	for _, z := range [][]float32{{3, 0, 1}, {0, 2, 1}, {1, -2, 0.5}, {4, 0, 0}} {
		for query, want := range map[string][2]bool{ // the probability of acting, and each skill's
			"decode=gate&gamma=-0.5&tau_skill=0": {true, false}, "decode=class_threshold&theta=0.2": {false, true}, "decode=argmax": {}, "decode=hazard&threshold=1": {},
		} {
			d, err := NewDecoder(Contract{Classes: []string{NoAction, "poke", "lunge"}, Output: Logits, Temperature: 1, Bias: make([]float64, 3)}, query)
			if err != nil {
				t.Fatal(err)
			}
			got, p := d.Decode(z, nil), make([]float64, 3)
			d.Probabilities(p)
			act, skills := d.Limits()
			if (act > 0) != want[0] || (skills != nil) != want[1] {
				t.Errorf("%s has the limits %v and %v", query, act, skills)
			}
			reached := want[0] && p[1]+p[2] >= act || want[1] && (p[1] >= skills[1] || p[2] >= skills[2])
			if want != [2]bool{} && reached != got.Chosen() {
				t.Errorf("%s on %v: probabilities %v, limits %v and %v, the decision is %v", query, z, p, act, skills, got)
			}
		}
	}
}
