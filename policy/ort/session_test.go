package ort

import (
	"crypto/sha256"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/kumite/kumite/policy"
)

func load(t testing.TB, name string) *Session {
	t.Helper()
	s, err := Open(CPU, filepath.Join("testdata", name), nil)
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

func TestTheHashCoversTheWeights(t *testing.T) {
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
		s, err := Open(CPU, filepath.Join(dir, name), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		return s.SHA256()
	}
	keep := func([]byte) {}
	if want, got := place("good.onnx", "good.onnx", keep), sum("good.onnx"); got != want {
		t.Errorf("a single file has hash %s, want its SHA-256 %s", got, want)
	}
	place("external.onnx", "m.onnx", keep)
	place("external.data", "external.data", keep)
	before := sum("m.onnx")
	place("external.data", "external.data", func(d []byte) { d[2] ^= 1 })
	if sum("m.onnx") == before {
		t.Error("different external data has the same hash")
	}
}

func TestScoresDoNotDependOnTheThread(t *testing.T) {
	const workers = 32
	var ready, done sync.WaitGroup
	ready.Add(workers)
	scores := make([]float32, workers)
	for w := range workers {
		done.Go(func() {
			runtime.LockOSThread() // never unlocked, so that each worker has a thread of its own
			ready.Done()
			ready.Wait()
			s, err := Open(CPU, "testdata/denormal.onnx", nil)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			for i := range s.Input().Floats {
				s.Input().Floats[i] = 1
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
	s, err := Open(CPU, "testdata/good.onnx", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Run(); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("Run after Close gives %v, want that the session is closed", err)
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

func TestTheHashOfEachFileIsWhatSha256sumPrints(t *testing.T) {
	for name, c := range map[string]struct{ model, external, sidecar string }{
		"a file alone":                     {model: "good.onnx"},
		"with a sidecar":                   {model: "good.onnx", sidecar: `{"kumite.temperature":2}`},
		"with external data":               {model: "external.onnx", external: "external.data"},
		"with external data and a sidecar": {model: "external.onnx", external: "external.data", sidecar: `{"kumite.temperature":2}`},
	} {
		dir := t.TempDir()
		copied := func(from, as string) (string, []byte) {
			data, err := os.ReadFile(filepath.Join("testdata", from))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, as), data, 0o644); err != nil {
				t.Fatal(err)
			}
			return fmt.Sprintf("%x", sha256.Sum256(data)), data
		}
		var want policy.FileHashes
		var all []byte
		want.File, all = copied(c.model, "m.onnx")
		if c.external != "" {
			var data []byte
			want.External, data = copied(c.external, c.external)
			all = append(all, data...)
		}
		if c.sidecar != "" {
			if err := os.WriteFile(filepath.Join(dir, "m.onnx.json"), []byte(c.sidecar), 0o644); err != nil {
				t.Fatal(err)
			}
			want.Sidecar = fmt.Sprintf("%x", sha256.Sum256([]byte(c.sidecar)))
			all = append(all, c.sidecar...)
		}
		s, err := Open(CPU, filepath.Join(dir, "m.onnx"), nil)
		if err != nil {
			t.Fatal(err)
		}
		own := s.FileHashes().Own(s.SHA256())
		if want.External == "" && want.Sidecar == "" {
			want = policy.FileHashes{}
		}
		if got := s.FileHashes(); got != want || s.SHA256() != fmt.Sprintf("%x", sha256.Sum256(all)) {
			t.Errorf("%s: %+v of %s, want %+v", name, got, s.SHA256(), want)
		}
		if file, err := os.ReadFile(filepath.Join(dir, "m.onnx")); err != nil || own != fmt.Sprintf("%x", sha256.Sum256(file)) {
			t.Errorf("%s: the file's own hash is %s (%v)", name, own, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheHashCoversTheSidecar(t *testing.T) {
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
		s, err := Open(CPU, path, nil)
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

func TestABatchHasTheScoresOfItsInputs(t *testing.T) {
	const n = 3
	single, path := load(t, "good.onnx"), filepath.Join("testdata", "good.onnx")
	batch, err := OpenBatch(CPU, path, nil, n)
	if err != nil {
		t.Fatal(err)
	}
	defer batch.Close()
	inputs, size := batch.Input().Floats, len(single.Input().Floats)
	if len(inputs) != n*size {
		t.Fatalf("the input has %d samples, want %d", len(inputs), n*size)
	}
	for i := range inputs {
		inputs[i] = float32(i%7) / 7
	}
	if err := batch.Run(); err != nil {
		t.Fatal(err)
	}
	k := len(single.Contract().Classes)
	for i := range n {
		copy(single.Input().Floats, inputs[i*size:])
		if err := single.Run(); err != nil {
			t.Fatal(err)
		}
		for class, want := range single.Scores() {
			if got := batch.Scores()[i*k+class]; math.Abs(float64(got-want)) > 1e-5 {
				t.Errorf("input %d, class %d: got %v, want %v", i, class, got, want)
			}
		}
	}
}

func TestABatchNeedsADynamicDimension(t *testing.T) {
	path := sized(1, 1, 1, 2, 4).write(t, t.TempDir(), "fixed.onnx")
	for n, want := range map[int]string{0: "a batch of 0 does not fit", 2: "whose N is 1; use a batch of 1, or export with N dynamic"} {
		if _, err := OpenBatch(CPU, path, nil, n); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("batch %d: got %v, want an error with %q", n, err, want)
		}
	}
}
