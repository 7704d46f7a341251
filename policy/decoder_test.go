package policy

import (
	"math"
	"testing"
)

var threeWay = []float64{0.98, 0.015, 0.005}

func TestAvailabilityOfTheWrongLengthIsAFault(t *testing.T) {
	d := decoder(t, contract(threeWay), "decode=argmax")
	if got := d.Decode([]float32{0, 5, 4}, []bool{true}); got.Held != Fault {
		t.Errorf("got %+v, want a fault", got)
	}
	if got := d.Decode([]float32{0, 5, 4}, nil); got.Class != 1 {
		t.Errorf("no availability at all: class %d, want 1", got.Class)
	}
}

func TestScoresThatAreNotFiniteAreAFault(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, raw := range [][]float32{nil, {1}, {0, nan, 0}, {inf, 0, 0}, {0, -inf, 0}} {
		got := decoder(t, contract(threeWay), "decode=gate&gamma=-50").Decode(raw, []bool{true, true, true})
		if got.Held != Fault || got.Sent() || got.Chosen() {
			t.Errorf("%v: %+v, want a fault that sends nothing", raw, got)
		}
	}
}

func TestCalibrationAndOutputKinds(t *testing.T) {
	c := contract([]float64{0.5, 0.25, 0.25})
	c.Temperature, c.Bias = 2, []float64{0, 1, 0}
	d := decoder(t, c, "decode=argmax")
	d.Decode([]float32{2, 4, -2}, []bool{true, true, true})
	for i, want := range []float64{1, 3, -1} {
		if got := d.Scores()[i]; got != want {
			t.Errorf("calibrated score %d is %v, want %v", i, got, want)
		}
	}
	c = contract([]float64{0.5, 0.25, 0.25})
	c.Output = Probabilities
	d = decoder(t, c, "decode=gate&gamma=0")
	if got := d.Decode([]float32{0.5, 0.4, 0.1}, []bool{true, true, true}).Score; math.Abs(got) > 1e-6 {
		t.Errorf("gate score of even probabilities is %v, want 0", got)
	}
	if got := d.Decode([]float32{1, 0, 0}, []bool{true, true, true}); got.Held == Fault {
		t.Error("a probability of 0 is a fault, want a decision")
	}
}

func TestDecisionsAreFormattedWithTheirReason(t *testing.T) {
	c := contract(threeWay)
	all := []bool{true, true, true}
	d := decoder(t, c, "decode=gate&gamma=-2.1&refractory=3")
	for i, want := range []string{"gate 3.1 ≥ -2.1 → skill1", "refractory 3: skill1"} {
		if got := d.Decode([]float32{0, 3, 1}, all).String(); got != want {
			t.Errorf("frame %d: %q, want %q", i, got, want)
		}
	}
	if got, want := d.Decode([]float32{9, 0, 0}, all).String(), "gate -8.3 < -2.1 → no_action"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	d.Reset()
	if got, want := d.Decode([]float32{0, 3, 1}, []bool{true, false, true}).String(), "masked: skill1"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
