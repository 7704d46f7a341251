package ort

import (
	"strings"
	"testing"
)

func TestDenormalWeightsAreCounted(t *testing.T) {
	tiny := []float32{1e-39, -1e-40, 0}
	raw := newForge()
	raw.weights = tiny
	external := raw
	external.external = "w.bin"
	for name, x := range map[string]struct {
		model forge
		want  int64
	}{"in the file": {raw, 2}, "external": {external, 2}, "none": {newForge(), 0}} {
		f, err := Inspect(x.model.write(t, t.TempDir(), "m.onnx"))
		if err != nil {
			t.Fatal(err)
		}
		if f.Denormal != x.want {
			t.Errorf("%s: got %d denormal weights, want %d", name, f.Denormal, x.want)
		}
	}
	double := []byte{1, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f}
	if got := denormals(typeDouble, double); got != 1 {
		t.Errorf("got %d denormal doubles, want 1", got)
	}
}

func TestAModelIsSlowIfOneWeightInAHundredIsDenormal(t *testing.T) {
	for _, x := range []struct {
		denormal, parameters int64
		want                 string
	}{{0, 0, ""}, {9, 1000, ""}, {10, 1000, "10 of 1000 weights are denormal"}, {5, 0, "5 of 5 weights"}} {
		if got := SlowWeights(x.denormal, x.parameters); (got == "") != (x.want == "") || !strings.Contains(got, x.want) {
			t.Errorf("%d of %d: got %q, want %q", x.denormal, x.parameters, got, x.want)
		}
	}
}
