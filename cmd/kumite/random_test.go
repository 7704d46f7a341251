package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// noise is a model that adds random numbers to its scores.
const noise = "../../policy/ort/testdata/noise.onnx"

func TestAModelThatDrawsRandomNumbersIsRefusedOrMarked(t *testing.T) {
	args := []string{"tournament", "--pairs", "1", "--match-seconds", "1", noise, "script:dummy"}
	for _, isolate := range []string{"off", "on"} {
		refuses(t, append(args, "--isolate", isolate), noise, "scores are not a function of the input: the graph draws random numbers (RandomNormalLike); export the model for inference, or use --allow-random")
	}
	dir := filepath.Join(t.TempDir(), "run")
	out := mustRun(t, append(args, "--allow-random", "--out", dir)...)
	if want := "NOT REPRODUCIBLE: the scores of noise are not a function of its input: the graph draws random numbers (RandomNormalLike)"; !strings.Contains(out, want) {
		t.Errorf("the results lack %q:\n%s", want, out)
	}
	for _, name := range []string{"results.json", "manifest.json"} {
		if got := string(read(t, filepath.Join(dir, name))); !strings.Contains(got, `"random": "the graph draws`) && !strings.Contains(got, `"random":"the graph draws`) {
			t.Errorf("%s does not mark the run:\n%s", name, got)
		}
	}
	if code, out, errs := kumite(t, "inspect", noise); code != 1 || !strings.Contains(errs, "breaks a rule: ") || !strings.Contains(errs, "RandomNormalLike") {
		t.Errorf("inspect: exit %d, want 1\n%s%s", code, out, errs)
	}
}
