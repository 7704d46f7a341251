package policy

import (
	"math"
	"strings"
	"testing"
)

var threeWay = []float64{0.98, 0.015, 0.005}

func TestMasksDoWhatTheySay(t *testing.T) {
	raw, available := []float32{0, 5, 4}, []bool{true, false, true}
	for query, want := range map[string]struct {
		class int
		held  Held
	}{
		"decode=argmax":               {0, Masked},
		"decode=argmax&mask=to_noop":  {0, Masked},
		"decode=argmax&mask=renorm":   {2, Free},
		"decode=argmax&mask=off":      {1, Free},
		"decode=gate&gamma=-1":        {0, Masked},
		"decode=logit_adjust&tau=0.5": {0, Masked},
	} {
		d := decoder(t, contract(threeWay), query).Decode(raw, available)
		if query == "decode=logit_adjust&tau=0.5" { // the rarer one wins by its prior
			want.class, want.held = 1, Free
			d = decoder(t, contract(threeWay), query).Decode(raw, []bool{true, true, true})
		}
		if d.Class != want.class || d.Held != want.held {
			t.Errorf("%s: class %d held %d, want %d held %d", query, d.Class, d.Held, want.class, want.held)
		}
	}
}

func TestRefractoryCountsFramesAlsoSkippedOnes(t *testing.T) {
	d := decoder(t, contract(threeWay), "decode=argmax&refractory=3")
	act, all := []float32{0, 5, 0}, []bool{true, true, true}
	if got := d.Decode(act, all); !got.Sent() {
		t.Fatalf("the first press is held: %v", got)
	}
	d.Skip()
	if got := d.Decode(act, all); got.Held != Refractory || got.Frames != 2 {
		t.Errorf("second frame after a press: %+v, want refractory 2", got)
	}
	d.Skip()
	if got := d.Decode(act, all); !got.Sent() {
		t.Errorf("the refractory of 3 frames outlasts them: %v", got)
	}
	d.Reset()
	if got := d.Decode(act, all); !got.Sent() {
		t.Errorf("Reset keeps the refractory: %v", got)
	}
}

func TestScoresThatAreNoNumbersAreAFault(t *testing.T) {
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
		t.Error("a probability of 0 is taken for a fault")
	}
}

func TestAClassNeverSeenIsNeverChosenByAdjusting(t *testing.T) {
	c := contract([]float64{0.9, 0.1, 0})
	for _, q := range []string{"decode=logit_adjust&tau=1", "decode=gate&gamma=-9&min_share=0"} {
		if got := decoder(t, c, q).Decode([]float32{0, 1, 1.5}, []bool{true, true, true}).Class; got != 1 {
			t.Errorf("%s picks class %d, want 1", q, got)
		}
	}
}

func TestQueriesAreCheckedAndNamed(t *testing.T) {
	c := contract(threeWay)
	c.Decoder = "decode=gate&gamma=-2&refractory=5"
	if got, want := decoder(t, c, "gamma=-3").String(), "decode=gate&gamma=-3&tau_skill=0.25&min_share=0.4&mask=to_noop&refractory=5"; got != want {
		t.Errorf("a key over the default gives %q, want %q", got, want)
	}
	if got, want := decoder(t, c, "decode=argmax").String(), "decode=argmax&mask=to_noop&refractory=0"; got != want {
		t.Errorf("a decoder over the default gives %q, want %q", got, want)
	}
	balanced, bare := c, c
	balanced.Semantics = Balanced
	bare.TrainPrior = nil
	for _, x := range []struct {
		c     Contract
		query string
		want  string
	}{
		{c, "decode=gates", `decoder "gates" is unknown; did you mean "gate"? valid: argmax, logit_adjust, gate`},
		{c, "gama=1", `setting "gama" is unknown; did you mean "gamma"?`},
		{c, "decode=logit_adjust", "decoder logit_adjust needs tau"},
		{c, "gamma=x", "setting gamma=x is not a number"},
		{c, "gamma=NaN", "setting gamma=NaN is out of bounds; want -50 to 50"},
		{c, "refractory=-1", "out of bounds; want 0 to 600"},
		{c, "gamma=1&gamma=2", `setting "gamma" is given 2 times`},
		{c, "mask=no", `mask "no" is unknown`},
		{c, "%zz", "decoder query"},
		{balanced, "decode=logit_adjust&tau=1", "counts the prior twice"},
		{bare, "decode=logit_adjust&tau=1", "needs kumite.train_prior"},
	} {
		if _, err := NewDecoder(x.c, x.query); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("query %q: got %v, want %q", x.query, err, x.want)
		}
	}
	decoder(t, balanced, "decode=logit_adjust&tau=1&force=1")
	decoder(t, balanced, "decode=gate&gamma=0&tau_skill=0")
	decoder(t, bare, "decode=logit_adjust&tau=0")
}

func TestDecisionsSayWhy(t *testing.T) {
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

func TestDecodingAllocatesNothing(t *testing.T) {
	for _, q := range []string{"decode=argmax", "decode=logit_adjust&tau=0.5", "decode=gate&gamma=-2", "decode=gate&gamma=-2&mask=renorm"} {
		d := decoder(t, contract(threeWay), q)
		raw, all := []float32{0, 3, 1}, []bool{true, true, true}
		if n := testing.AllocsPerRun(100, func() { d.Decode(raw, all) }); n != 0 {
			t.Errorf("%s allocates %v times a frame, want 0", q, n)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(float32(0), float32(5), float32(4), byte(7), byte(0), -2.0)
	f.Add(float32(math.NaN()), float32(math.Inf(1)), float32(-1e38), byte(1), byte(2), 1.0)
	f.Fuzz(func(t *testing.T, a, b, c float32, mask, which byte, setting float64) {
		queries := []string{"decode=argmax&refractory=1", "decode=logit_adjust&tau=1", "decode=gate&gamma=-2", "decode=gate&gamma=-50&min_share=0&mask=renorm"}
		d := decoder(t, contract(threeWay), queries[int(which)%len(queries)])
		raw := []float32{a, b, c}
		available := []bool{true, mask&1 == 1, mask&2 == 2}
		for range 3 {
			got := d.Decode(raw, available)
			if got.Class < 0 || got.Class >= len(raw) {
				t.Fatalf("class %d is out of range", got.Class)
			}
			if !available[got.Class] {
				t.Fatalf("%v: class %d is masked", got, got.Class)
			}
			for _, v := range raw {
				if v := float64(v); (math.IsNaN(v) || math.IsInf(v, 0)) && got.Sent() {
					t.Fatalf("%v was sent on scores %v", got, raw)
				}
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	prior := []float64{0.987, 0.002, 0.002, 0.002, 0.002, 0.002, 0.001, 0.001, 0.001}
	raw := []float32{3, -1, -2, -1.5, 0, -3, -1, -2, -4}
	all := []bool{true, true, true, true, true, true, true, true, true}
	for _, q := range []string{"decode=argmax", "decode=logit_adjust&tau=0.5", "decode=gate&gamma=-2"} {
		b.Run(q, func(b *testing.B) {
			d := decoder(b, contract(prior), q)
			for b.Loop() {
				d.Decode(raw, all)
			}
		})
	}
}
