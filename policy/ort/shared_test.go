package ort

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "renew the models in testdata that this package makes")

// wave is a recurrent model for frames of the game with a label and a constant input.
// Its scores are the sines of a state that sums the frames' mean, so that they depend
// on every frame since the start of the match.
func wave() *assembly {
	a := &assembly{meta: newAssembly().meta}
	a.in("frames", typeFloat, "N", 1, 45, 80).in("h", typeFloat, 1, "N", 3).in("speed", typeFloat)
	a.op("GlobalAveragePool", []string{"frames"}, []string{"pooled"})
	a.op("Flatten", []string{"pooled"}, []string{"flat"})
	a.floats("weights", []uint64{1, 3}, 0.3, 1.7, 2.9)
	a.op("MatMul", []string{"flat", "weights"}, []string{"product"})
	a.op("Mul", []string{"product", "speed"}, []string{"step"})
	a.op("Add", []string{"h", "step"}, []string{"h_next"})
	a.op("Sin", []string{"h_next"}, []string{"sines"})
	a.integers("rows", -1, 3)
	a.op("Reshape", []string{"sines", "rows"}, []string{"scores"})
	a.op("ArgMax", []string{"scores"}, []string{"label"}, integer("axis", 1), integer("keepdims", 0))
	return a.out("label", typeInt64, "N").out("scores", typeFloat, "N", 3).out("h_next", typeFloat, 1, "N", 3).
		set("kumite.state", `{"h_next":"h"}`, "kumite.inputs", `{"speed":5}`)
}

// Packages that run whole matches and recordings share testdata/recurrent.onnx.
func TestTheSharedRecurrentModelIsUpToDate(t *testing.T) {
	path, want := filepath.Join("testdata", "recurrent.onnx"), wave().bytes()
	if *update {
		put(t, path, want)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s (%v) differs from wave; renew it with -update", path, err)
	}
}
