package tune

import (
	"math"
	"math/rand/v2"
	"testing"
)

// drawn returns frames whose truth is drawn from softmax(z/temperature + bias).
func drawn(n int, temperature float64, bias []float64) Frames {
	r := rand.New(rand.NewPCG(1, 2))
	var f Frames
	k := len(bias)
	for range n {
		p, sum := make([]float64, k), 0.0
		for c := range k {
			z := float32(2 * r.NormFloat64())
			f.Logits = append(f.Logits, z)
			p[c] = math.Exp(float64(z)/temperature + bias[c])
			sum += p[c]
		}
		u, c := r.Float64()*sum, 0
		for ; c < k-1 && u >= p[c]; c++ {
			u -= p[c]
		}
		f.Truth = append(f.Truth, c)
	}
	return f
}

func TestFitRecoversTheCalibrationThatDrewTheLabels(t *testing.T) {
	bias := []float64{0, -0.5, 0.7}
	f := drawn(40000, 2.5, bias)
	c, err := fitCalibration(f, 3, 0, true)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(c.Temperature-2.5) > 0.1 {
		t.Errorf("temperature %v, want 2.5", c.Temperature)
	}
	for i, b := range c.Bias {
		if math.Abs(b-bias[i]) > 0.05 {
			t.Errorf("bias %v, want %v", c.Bias, bias)
		}
	}
	alone, err := fitCalibration(f, 3, 0, false)
	if err != nil {
		t.Fatal(err)
	}
	raw := f.NLL(Calibration{1, make([]float64, 3)})
	if one, both := f.NLL(alone), f.NLL(c); !(both < one && one < raw) {
		t.Errorf("NLL %v raw, %v by temperature, %v with bias; want it to fall", raw, one, both)
	}
}

func TestAShiftReplacesTheBias(t *testing.T) {
	f := drawn(40000, 1, []float64{0, -1, 2})
	f.Shift = []float64{0, -1, 2}
	c, err := fitCalibration(f, 3, 0, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range c.Bias {
		if math.Abs(b) > 0.05 {
			t.Errorf("bias %v, want none beside the shift", c.Bias)
		}
	}
}

func TestAClassThatNeverOccursKeepsAFiniteBias(t *testing.T) {
	f := drawn(2000, 1, []float64{0, -40, 0})
	c, err := fitCalibration(f, 3, 0, true)
	if err != nil {
		t.Fatal(err)
	}
	if b := c.Bias[1]; math.IsNaN(b) || b > -0.5 || b < -20 {
		t.Errorf("bias of the class that never occurs is %v, want −20 to −0.5", b)
	}
}
