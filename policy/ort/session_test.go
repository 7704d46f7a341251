package ort

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/kumite/kumite/policy"
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
	for _, name := range []string{"good.onnx", "nhwc.onnx", "uint8.onnx", "float16.onnx", "stacked.onnx", "dynamic.onnx", "external.onnx"} {
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
		filepath.Join(dir, "text.onnx"):      "it is no whole ONNX file (Protobuf parsing failed.); export the model again",
		filepath.Join(dir, "truncated.onnx"): "export the model again",
		dir:                                  "is a directory",
		"testdata/nan.onnx":                  `on a zero frame: score of "poke" is NaN`,
		"testdata/rank3.onnx":                "input has rank 3",
		"testdata/output3.onnx":              "output has rank 3",
		"testdata/two_inputs.onnx":           "it has 2 inputs and 1 outputs",
		"testdata/four_scores.onnx":          "output has 4 scores and kumite.classes names 3",
		"testdata/foreign_class.onnx":        `class "fierball" is no skill of this game; did you mean "fireball"?`,
		"testdata/bad_prior.onnx":            "sums to 1.5",
		"testdata/unknown_op.onnx":           "it needs an operator that this runtime lacks (No Op registered for Frobnicate",
		"testdata/external_missing.onnx":     "its external data cannot be read",
		"testdata/external_outside.onnx":     `its external data "../../secret.bin" lies outside its folder`,
		"testdata/external_short.onnx":       "its external data cannot be read",
		"testdata/double_input.onnx":         "its input is of double; want float32, float16 or uint8",
		"testdata/dynamic_four.onnx":         "output has 4 scores and kumite.classes names 3",
		"testdata/batch.onnx":                "input has a fixed batch of 8",
		"testdata/no_softmax.onnx":           "on a zero frame: probabilities sum to 0, want 1; state the right kind in kumite.output",
		"testdata/int_output.onnx":           "its output is of int64; want float32 or float16",
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

func TestTheHashNamesTheWeights(t *testing.T) {
	dir := t.TempDir()
	place := func(name, as string, change func([]byte)) string {
		t.Helper()
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		change(data)
		if err := os.WriteFile(filepath.Join(dir, as), data, 0o644); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%x", sha256.Sum256(data))
	}
	sum := func(name string) string {
		t.Helper()
		s, err := Open(filepath.Join(dir, name), skills)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		return s.SHA256()
	}
	keep := func([]byte) {}
	if want, got := place("good.onnx", "good.onnx", keep), sum("good.onnx"); got != want {
		t.Errorf("a file of one piece has hash %s, want its SHA-256 %s", got, want)
	}
	place("external.onnx", "m.onnx", keep)
	place("external.data", "external.data", keep)
	before := sum("m.onnx")
	place("external.data", "external.data", func(d []byte) { d[2] ^= 1 })
	if sum("m.onnx") == before {
		t.Error("other weights in the external data have the same hash")
	}
}

func TestProbabilitiesAreTakenAsSuch(t *testing.T) {
	s := load(t, "softmax.onnx")
	if got := s.Contract().Output; got != policy.Probabilities {
		t.Errorf("output is %q", got)
	}
}

func TestScoresDoNotDependOnTheThread(t *testing.T) {
	const workers = 32
	var ready, done sync.WaitGroup
	ready.Add(workers)
	scores := make([]float32, workers)
	for w := range workers {
		done.Go(func() {
			runtime.LockOSThread() // never unlocked: a thread of its own
			ready.Done()
			ready.Wait()
			s, err := Open("testdata/denormal.onnx", skills)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			for i := range s.Floats() {
				s.Floats()[i] = 1
			}
			if err := s.Run(); err != nil {
				t.Error(err)
			}
			scores[w] = s.Scores()[0]
		})
	}
	done.Wait()
	for w, got := range scores {
		if got != scores[0] || got == 0 {
			t.Errorf("thread %d gives %v, thread 0 %v; want the same, near 1", w, got, scores[0])
		}
	}
}

func TestAClosedSessionRefusesToRun(t *testing.T) {
	s, err := Open("testdata/good.onnx", skills)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Run(); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("Run after Close gives %v", err)
	}
}

func TestBrokenBytesNameNoExternalFiles(t *testing.T) {
	data, err := os.ReadFile("testdata/external.onnx")
	if err != nil {
		t.Fatal(err)
	}
	if got := externalFiles(data); !slices.Equal(got, []string{"external.data"}) {
		t.Errorf("external files are %q", got)
	}
	for n := range data {
		externalFiles(data[:n]) // must not panic
	}
}

func FuzzExternalFiles(f *testing.F) {
	data, err := os.ReadFile("testdata/external.onnx")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(_ *testing.T, data []byte) { externalFiles(data) })
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

func TestAnotherSidecarIsAnotherModel(t *testing.T) {
	good, err := os.ReadFile("testdata/good.onnx")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "m.onnx")
	seen := map[string]bool{}
	for _, sidecar := range []string{"", `{"kumite.temperature":2}`, `{"kumite.temperature":3}`} {
		if err := os.WriteFile(path, good, 0o644); err != nil {
			t.Fatal(err)
		}
		if sidecar != "" {
			if err := os.WriteFile(path+".json", []byte(sidecar), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		s, err := Open(path, skills)
		if err != nil {
			t.Fatal(err)
		}
		if seen[s.SHA256()] {
			t.Errorf("sidecar %q has the hash of another", sidecar)
		}
		seen[s.SHA256()] = true
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
