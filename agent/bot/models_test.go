package bot_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision"
)

const shipped = "../../models"

// modelFiles lists the shipped models.
func modelFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(shipped, "*.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"pro-ce.onnx", "pro-balanced.onnx"} {
		if !slices.Contains(files, filepath.Join(shipped, name)) {
			t.Errorf("%s is not shipped; `make models` makes it", name)
		}
	}
	return files
}

// session loads a model and closes it when the test ends.
func session(t *testing.T, path string) *ort.Session {
	t.Helper()
	s, err := ort.Open(ort.CPU, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestShippedModelsAreSmallAndStateWhatTheyMean(t *testing.T) {
	for _, path := range modelFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if info.Size() >= 2<<20 {
				t.Errorf("%d bytes, want under 2 MB", info.Size())
			}
			c := session(t, path).Contract()
			if got, want := slices.Sorted(slices.Values(c.Classes)), slices.Sorted(slices.Values(sim.SkillNames())); !slices.Equal(got, want) {
				t.Errorf("classes are %v, want all of %v", got, want)
			}
			if len(c.TrainPrior) != len(c.Classes) || c.TrainPrior[c.NoAction] < 0.5 {
				t.Errorf("train_prior is %v, want one share per class, most of it no_action's", c.TrainPrior)
			}
			if c.Temperature <= 0.2 || c.Temperature >= 5 {
				t.Errorf("temperature is %v, want a calibrated one, between 0.2 and 5", c.Temperature)
			}
			d, err := policy.NewDecoder(c, "")
			if err != nil {
				t.Fatal(err)
			}
			if c.Decoder == "" || strings.HasPrefix(d.String(), "decode=argmax") {
				t.Errorf("its decoder is %q, want a tuned one", c.Decoder)
			}
			want := policy.Natural
			if strings.Contains(filepath.Base(path), "balanced") {
				want = policy.Balanced
			}
			if c.Semantics != want {
				t.Errorf("logit_semantics is %s, want %s", c.Semantics, want)
			}
		})
	}
}

// canary holds a few inputs, as samples before scaling, and PyTorch's logits.
type canary struct {
	Model  string      `json:"model"`
	Shape  [4]int      `json:"shape"` // rows, channels, height, width
	Frames []byte      `json:"frames"`
	Logits [][]float64 `json:"logits"`
}

func TestTheRuntimeGivesPyTorchsLogits(t *testing.T) {
	for _, path := range modelFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(strings.TrimSuffix(path, ".onnx") + ".canary.json")
			if err != nil {
				t.Fatal(err)
			}
			var want canary
			if err := json.Unmarshal(data, &want); err != nil {
				t.Fatal(err)
			}
			if want.Model != filepath.Base(path) {
				t.Errorf("the canary is for %s, want %s", want.Model, filepath.Base(path))
			}
			s := session(t, path)
			spec := s.Contract().Input
			row := spec.Len()
			if rows := want.Shape[0]; rows < 4 || len(want.Logits) != rows || len(want.Frames) != rows*row {
				t.Fatalf("%d rows, %d of logits and %d samples; want at least 4 rows with %d samples each", rows, len(want.Logits), len(want.Frames), row)
			}
			if want.Shape != [4]int{want.Shape[0], spec.Channels(), spec.Height, spec.Width} || spec.Layout != vision.NCHW || len(spec.Mean)+len(spec.Std) > 0 {
				t.Fatalf("the canary's shape is %v; the model's input is %+v", want.Shape, spec)
			}
			worst := 0.0
			for i, logits := range want.Logits {
				for j, sample := range want.Frames[i*row:][:row] {
					s.Input().Floats[j] = float32(float64(sample) * spec.Scale)
				}
				if err := s.Run(); err != nil {
					t.Fatal(err)
				}
				if len(s.Scores()) != len(logits) {
					t.Fatalf("row %d: %d scores, want %d", i, len(s.Scores()), len(logits))
				}
				for k, z := range s.Scores() {
					worst = max(worst, math.Abs(float64(z)-logits[k]))
				}
			}
			if !(worst <= 1e-4) {
				t.Errorf("a logit differs from PyTorch's by %v, want at most 1e-4", worst)
			}
		})
	}
}
