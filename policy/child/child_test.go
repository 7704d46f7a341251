package child

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/policy"
)

func TestAContractThatNoModelHasIsInvalid(t *testing.T) {
	for kind, want := range map[string]string{
		"giant input": "larger than the memory limit", "endless input": "width is 1099511627776", "negative input": "width is -4",
		"no classes": "0 classes", "no null class": "null class is 3", "short bias": "1 numbers in the bias",
	} {
		_, err := open(t, kind, Config{})
		var lost *Lost
		if !errors.As(err, &lost) || lost.Kind != Garbled || !strings.Contains(lost.Reason, want) {
			t.Errorf("%s: got %v, want an invalid answer: %s", kind, err, want)
		}
	}
}

// open starts a child of a kind and closes it, twice, when the test ends.
func open(t *testing.T, kind string, cfg Config) (*Session, error) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Env = []string{mode + "=" + kind}
	cfg.Program, cfg.MemoryLimit = program, limitOf[strings.TrimSuffix(kind, overPipes)]
	s, err := Open(cfg)
	if err == nil {
		t.Cleanup(func() {
			for range 2 {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	return s, err
}

func mustOpen(t *testing.T, kind string, cfg Config) *Session {
	t.Helper()
	s, err := open(t, kind, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// answers checks the scores of the input 0, 2, 2…
func answers(t *testing.T, s *Session) {
	t.Helper()
	for i := range s.Input().Floats {
		s.Input().Floats[i] = 2
	}
	s.Input().Floats[0] = 0
	if err := s.RunWithin(time.Minute); err != nil {
		t.Fatal(err)
	}
	if got, want := s.Scores(), []float32{14, 28, 42}; !reflect.DeepEqual(got, want) {
		t.Fatalf("scores %v, want %v", got, want)
	}
}

// misbehaves runs a child with an input on which it misbehaves.
func misbehaves(s *Session, limit time.Duration) error {
	s.Input().Floats[0] = 1
	return s.RunWithin(limit)
}

func TestAChildHasTheScoresAndTheContractOfItsNetwork(t *testing.T) {
	for _, kind := range []string{"good", "bytes", "huge", "good" + overPipes, "bytes" + overPipes} {
		s := mustOpen(t, kind, Config{})
		n, err := load(strings.TrimSuffix(kind, overPipes))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := s.Contract(), n.Contract(); !reflect.DeepEqual(got, want) || s.SHA256() != n.SHA256() || s.FileHashes() != n.FileHashes() {
			t.Errorf("%s: contract %+v of %s, want %+v of %s", kind, got, s.SHA256(), want, n.SHA256())
		}
		if len(s.Input().Floats) != len(n.Input().Floats) || len(s.Input().Bytes) != len(n.Input().Bytes) {
			t.Fatalf("%s: %d floats and %d bytes of input", kind, len(s.Input().Floats), len(s.Input().Bytes))
		}
		for round := range 5 {
			for i := range s.Input().Floats {
				v := float32(math.Sin(float64(round*8 + i)))
				s.Input().Floats[i], n.Input().Floats[i] = v, v
			}
			for i := range s.Input().Bytes {
				v := uint8(round * i)
				s.Input().Bytes[i], n.Input().Bytes[i] = v, v
			}
			if err := errors.Join(s.RunWithin(time.Minute), n.RunWithin(time.Minute)); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(s.Scores(), n.Scores()) {
				t.Fatalf("%s: scores %v, want %v", kind, s.Scores(), n.Scores())
			}
		}
		if err := s.Try("a frame"); err != nil {
			t.Error(err)
		}
	}
}

func TestTheStateOfAChildIsCarriedAndReset(t *testing.T) {
	s := mustOpen(t, "recurrent", Config{})
	score := func(run func(time.Duration) error) float32 {
		t.Helper()
		if err := run(time.Minute); err != nil {
			t.Fatal(err)
		}
		return s.Scores()[0]
	}
	for i := range s.Input().Floats {
		s.Input().Floats[i] = 2
	}
	want := func(step string, got, runs float32) {
		t.Helper()
		if got != 16+100*runs {
			t.Errorf("%s: the score is %v, want that of a state of %v runs, %v", step, got, runs, 16+100*runs)
		}
	}
	want("the first run", score(s.RunWithin), 0)
	want("the second", score(s.RunWithin), 1)
	want("a warm-up", score(s.Warm), 2)
	want("the third", score(s.RunWithin), 2)
	s.Reset()
	if err := s.RunWithin(0); !errors.Is(err, policy.ErrHung) {
		t.Errorf("a run without time gives %v, want %v", err, policy.ErrHung)
	}
	want("the first run after a reset", score(s.RunWithin), 0)
	want("the second", score(s.RunWithin), 1)
	s.Reset()
	want("a warm-up after a reset", score(s.Warm), 0)
	want("the first run after both", score(s.RunWithin), 0)
}

func TestALostChildIsReportedWithTheReason(t *testing.T) {
	kinds := map[string]struct {
		kind   Kind
		reason string
	}{
		"segfault": {Crash, "signal: segmentation fault"},
		"panic":    {Crash, "exit status 2: panic: index out of range"},
		"exit":     {Crash, "exit status 3: no licence for this machine"},
		"greedy":   {Memory, "out of memory (limit 400.0 MiB)"},
		"starved":  {Memory, "out of memory"},
		"stuck":    {Hang, "no answer for 200ms"},
		"short":    {Garbled, "invalid answer"},
	}
	for kind, want := range maps.Clone(kinds) {
		kinds[kind+overPipes] = want
	}
	kinds["chatty"+overPipes] = kinds["short"]
	for kind, want := range kinds {
		t.Run(kind, func(t *testing.T) {
			limit := 100 * time.Millisecond
			if !strings.HasPrefix(kind, "stuck") {
				limit = time.Minute
			}
			s := mustOpen(t, kind, Config{Grace: 100 * time.Millisecond})
			answers(t, s)
			for range 2 { // it stays lost
				err := misbehaves(s, limit)
				var lost *Lost
				if !errors.As(err, &lost) || lost.Kind != want.kind || !strings.HasPrefix(lost.Reason, want.reason) {
					t.Fatalf("got %v, want %s %q", err, want.kind, want.reason)
				}
				if !errors.Is(err, policy.ErrLost) {
					t.Error("it is not a policy.ErrLost")
				}
			}
		})
	}
}

func TestAChildThatDoesNotLoadReportsWhy(t *testing.T) {
	for kind, want := range map[string]string{
		"refused":        "load model x.onnx: the file is empty; export the model again",
		"greedy at load": "out of memory (limit 400.0 MiB)",
		"stuck at load":  "no answer and no computation for 2s",
	} {
		cfg := Config{}
		if kind == "stuck at load" {
			cfg.LoadLimit = 200 * time.Millisecond
		}
		if _, err := open(t, kind, cfg); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %q", kind, err, want)
		}
	}
	if _, err := Open(Config{Program: "/nowhere/kumite"}); !errors.Is(err, ErrNotStarted) {
		t.Errorf("a program that does not exist: got %v, want ErrNotStarted", err)
	}
}

func TestAChildSurvivesARunThatFailsOrHangs(t *testing.T) {
	for kind, want := range map[string]string{"hung": "no scores within 1m0s; look for an endless loop, or export a smaller model", "failing": "ONNX Runtime: shapes differ"} {
		s := mustOpen(t, kind, Config{})
		for range 3 {
			if err := misbehaves(s, time.Minute); err == nil || err.Error() != want || errors.Is(err, policy.ErrLost) {
				t.Errorf("%s: got %v, want %s", kind, err, want)
			}
			answers(t, s)
		}
	}
	s := mustOpen(t, "good", Config{})
	if err := s.RunWithin(0); !errors.Is(err, policy.ErrHung) {
		t.Errorf("a limit of 0: got %v, want %v", err, policy.ErrHung)
	}
	answers(t, s)
}

func TestTheAnswerToACancelledRunIsNotReturnedByTheNext(t *testing.T) {
	for _, kind := range []string{"slow", "slow" + overPipes} {
		cancelled(t, kind)
	}
}

func cancelled(t *testing.T, kind string) {
	s := mustOpen(t, kind, Config{})
	s.Cancel() // no run
	for range 3 {
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() { // before the run starts, Cancel does nothing
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				default:
					s.Cancel()
				}
			}
		}()
		err := misbehaves(s, 2*time.Second)
		close(stop)
		<-stopped
		if !errors.Is(err, policy.ErrHung) {
			t.Fatalf("got %v, want %v", err, policy.ErrHung)
		}
		answers(t, s)
	}
}

func TestARunAllocatesNothing(t *testing.T) {
	s := mustOpen(t, "good", Config{})
	if n := testing.AllocsPerRun(200, func() {
		if err := s.RunWithin(time.Minute); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("a run allocates %v times, want 0", n)
	}
}

func TestSizesAreParsedAndFormatted(t *testing.T) {
	for text, want := range map[string]int64{"1GiB": 1 << 30, "512 MiB": 512 << 20, "1.5KiB": 1536, "70B": 70, "0": 0} {
		if got, err := ParseSize(text); err != nil || got != want {
			t.Errorf("%q is %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "1", "GiB", "-1GiB", "NaNB", "9e99TiB", "1GB"} {
		if got, err := ParseSize(text); err == nil {
			t.Errorf("%q is parsed as %d, want an error", text, got)
		}
	}
	if got := FormatSize(1 << 30); got != "1.0 GiB" {
		t.Errorf("1 GiB is formatted as %q, want 1.0 GiB", got)
	}
}

// BenchmarkExchange measures the cost of a child process: a run of a network that
// only sums its input, of 8 floats and of as many as the shipped models take, in a
// child ("apart") and in this process ("here").
func BenchmarkExchange(b *testing.B) {
	program, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	for _, kind := range []string{"good", "large"} {
		here, err := load(kind)
		if err != nil {
			b.Fatal(err)
		}
		apart, err := Open(Config{Program: program, Env: []string{mode + "=" + kind}})
		if err != nil {
			b.Fatal(err)
		}
		for name, run := range map[string]func(time.Duration) error{"here": here.RunWithin, "apart": apart.RunWithin} {
			b.Run(fmt.Sprintf("%d floats %s", len(here.Input().Floats), name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := run(time.Second); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		if err := apart.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
