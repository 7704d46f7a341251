package ort

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var skills = []string{"poke", "lunge", "fireball"}

func load(t testing.TB, name string) *Session {
	t.Helper()
	s, err := Open(filepath.Join("testdata", name), skills)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close %s: %v", name, err)
		}
	})
	return s
}

func TestEveryInputKindComputesTheSameScores(t *testing.T) {
	for _, name := range []string{"good.onnx", "nhwc.onnx", "uint8.onnx", "float16.onnx", "stacked.onnx"} {
		s := load(t, name)
		if got, want := len(s.Floats())+len(s.Bytes()), s.Contract().Input.Len(); got != want {
			t.Fatalf("%s: the input holds %d values, want %d", name, got, want)
		}
		for i := range s.Floats() {
			s.Floats()[i] = 3
		}
		for i := range s.Bytes() {
			s.Bytes()[i] = 3
		}
		if err := s.Run(); err != nil {
			t.Fatal(err)
		}
		for i, want := range []float32{3, -3, 6} { // the mean times 1, −1, 2
			if got := s.Scores()[i]; got != want {
				t.Errorf("%s: score %d is %v, want %v", name, i, got, want)
			}
		}
	}
}

func TestASidecarBesideTheFileWins(t *testing.T) {
	c := load(t, "sidecar.onnx").Contract()
	if c.Decoder != "decode=argmax" || c.Temperature != 2 || c.TrainPrior[0] != 0.98 {
		t.Errorf("got decoder %q, temperature %v, prior %v", c.Decoder, c.Temperature, c.TrainPrior)
	}
}

func TestBrokenFilesAreRefusedInOneLine(t *testing.T) {
	dir := t.TempDir()
	good, err := os.ReadFile("testdata/good.onnx")
	if err != nil {
		t.Fatal(err)
	}
	made := map[string][]byte{
		"empty.onnx":     {},
		"text.onnx":      []byte("this is no model, but it is long enough to be taken for one"),
		"truncated.onnx": good[:len(good)*2/3],
	}
	for name, data := range made {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		filepath.Join(dir, "missing.onnx"):   "there is no such file",
		filepath.Join(dir, "empty.onnx"):     "the file is empty",
		filepath.Join(dir, "text.onnx"):      "it is no whole ONNX file",
		filepath.Join(dir, "truncated.onnx"): "export the model again",
		dir:                                  "is a directory",
		"testdata/nan.onnx":                  `its score of "poke" on a zero frame is NaN`,
		"testdata/rank3.onnx":                "input has rank 3",
		"testdata/output3.onnx":              "output has rank 3",
		"testdata/two_inputs.onnx":           "it has 2 inputs and 1 outputs",
		"testdata/four_scores.onnx":          "output has 4 scores and kumite.classes names 3",
		"testdata/foreign_class.onnx":        `class "fierball" is no skill of this game; did you mean "fireball"?`,
		"testdata/bad_prior.onnx":            "sums to 1.5",
		"testdata/unknown_op.onnx":           "it needs an operator that this runtime lacks",
		"testdata/external_missing.onnx":     "its external data cannot be read",
		"testdata/external_outside.onnx":     "its external data cannot be read",
		"testdata/int_output.onnx":           "want float32 or float16",
	} {
		s, err := Open(name, skills)
		if err == nil {
			t.Errorf("%s was loaded", name)
			s.Close()
			continue
		}
		if text := err.Error(); !strings.Contains(text, want) || !strings.Contains(text, name) || strings.Contains(text, "\n") {
			t.Errorf("%s: got %q, want one line with %q and the file's name", name, text, want)
		}
	}
}

func TestCloseTwiceDoesNothing(t *testing.T) {
	s := load(t, "good.onnx")
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
}

func TestRunAllocatesNothing(t *testing.T) {
	for _, name := range []string{"good.onnx", "uint8.onnx", "float16.onnx"} {
		s := load(t, name)
		if n := testing.AllocsPerRun(100, func() {
			if err := s.Run(); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: Run allocates %v times, want 0", name, n)
		}
	}
}

func BenchmarkRun(b *testing.B) {
	s := load(b, "good.onnx")
	for b.Loop() {
		if err := s.Run(); err != nil {
			b.Fatal(err)
		}
	}
}
