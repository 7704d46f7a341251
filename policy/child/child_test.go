package child

import (
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// mode, in the environment, makes this test's program a child of that kind.
const mode = "KUMITE_TEST_CHILD"

func TestMain(m *testing.M) {
	switch kind := os.Getenv(mode); kind {
	case "":
		os.Exit(m.Run())
	case "parent":
		parent()
	default:
		if err := Serve(os.Stdin, os.Stdout, limitOf[kind], func() (Network, error) { return load(kind) }); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
}

// limitOf are the memory limits of those kinds that have one.
var limitOf = map[string]int64{"greedy": 400 << 20, "greedy at load": 400 << 20}

// network is what the children run. Its scores are the sum of its input times
// 1, 2 and 3; what it does besides depends on its kind and on the first value.
type network struct {
	kind   string
	floats []float32
	bytes  []uint8
	scores []float32
}

func load(kind string) (Network, error) {
	switch kind {
	case "refused":
		return nil, errors.New("load model x.onnx: the file is empty; export the model again")
	case "greedy at load":
		eat()
	case "stuck at load":
		time.Sleep(time.Hour)
	}
	n := &network{kind: kind, scores: make([]float32, 3)}
	switch kind {
	case "bytes":
		n.bytes = make([]uint8, 8)
	case "large":
		n.floats = make([]float32, 2*45*80)
	default:
		n.floats = make([]float32, 8)
	}
	return n, nil
}

func (n *network) Contract() policy.Contract {
	none := int32(0)
	c := policy.Contract{
		Classes: []string{"no_action", "poke", "lunge"}, Output: policy.Logits, Semantics: policy.Natural, Temperature: 1.25,
		Bias: []float64{0, 0.1, -1e-9}, TrainPrior: []float64{0.98, 0.01, 0.01}, Decoder: "decode=gate&gamma=-2", DelayTicks: &none,
		Input: vision.Spec{Width: 4, Height: 2, Color: vision.Gray, Stack: 1, Layout: vision.NHWC, Scale: 1.0 / 255, Type: vision.Float32},
	}
	switch {
	case n.bytes != nil:
		c.Input.Type = vision.Uint8
	case n.kind == "large":
		c.Input.Width, c.Input.Height, c.Input.Stack = 80, 45, 2
	}
	return c
}

func (n *network) SHA256() string      { return "5ha" }
func (n *network) Input() vision.Input { return vision.Input{Floats: n.floats, Bytes: n.bytes} }
func (n *network) Scores() []float32   { return n.scores }
func (n *network) Close() error        { return nil }

func (n *network) RunWithin(limit time.Duration) error {
	var sum float32
	for _, v := range n.floats {
		sum += v
	}
	for _, v := range n.bytes {
		sum += float32(v)
	}
	if n.floats != nil && n.floats[0] == 1 {
		if err := n.misbehave(limit); err != nil {
			return err
		}
	}
	for i := range n.scores {
		n.scores[i] = sum * float32(i+1)
	}
	return nil
}

// misbehave is what each kind does when its first value is 1.
func (n *network) misbehave(limit time.Duration) error {
	switch n.kind {
	case "segfault": // as native code does: the processor faults, the kernel sends the signal
		nowhere := uintptr(0x7) << 40
		n.scores[0] = *(*float32)(*(*unsafe.Pointer)(unsafe.Pointer(&nowhere)))
	case "panic":
		panic("index out of range")
	case "exit":
		fmt.Fprintln(os.Stderr, "loading\nno licence for this machine")
		os.Exit(3)
	case "greedy":
		eat()
	case "starved":
		return errors.New("ONNX Runtime: std::bad_alloc")
	case "stuck":
		time.Sleep(time.Hour)
	case "slow":
		time.Sleep(limit / 20)
	case "hung":
		return policy.ErrHung
	case "failing":
		return errors.New("ONNX Runtime: shapes differ")
	case "chatty":
		fmt.Print("[W] a warning of a library that belongs on stderr")
	case "short":
		n.scores = n.scores[:2]
	}
	return nil
}

var eaten [][]byte

// eat takes 2 GiB and uses them.
func eat() {
	for range 32 {
		b := make([]byte, 64<<20)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		eaten = append(eaten, b)
	}
}

// open starts a child of a kind.
func open(t *testing.T, kind string, cfg Config) (*Session, error) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(mode, kind)
	cfg.Program, cfg.MemoryLimit = program, limitOf[kind]
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

// answers checks that a run of 0, 2, 2… scores what it should.
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

// misbehaves runs a child with the value that makes it do so.
func misbehaves(s *Session, limit time.Duration) error {
	s.Input().Floats[0] = 1
	return s.RunWithin(limit)
}

func TestAChildScoresAndPromisesWhatItsNetworkDoes(t *testing.T) {
	for _, kind := range []string{"good", "bytes"} {
		s := mustOpen(t, kind, Config{})
		n, err := load(kind)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := s.Contract(), n.Contract(); !reflect.DeepEqual(got, want) || s.SHA256() != n.SHA256() {
			t.Errorf("%s: contract %+v of %s, want %+v of %s", kind, got, s.SHA256(), want, n.SHA256())
		}
		if len(s.Input().Floats) != len(n.Input().Floats) || len(s.Input().Bytes) != len(n.Input().Bytes) {
			t.Fatalf("%s: %d floats and %d bytes of input", kind, len(s.Input().Floats), len(s.Input().Bytes))
		}
		for round := range 50 {
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

func TestALostChildSaysWhatBecameOfIt(t *testing.T) {
	for kind, want := range map[string]struct {
		kind   Kind
		reason string
	}{
		"segfault": {Crash, "signal: segmentation fault"},
		"panic":    {Crash, "exit status 2: panic: index out of range"},
		"exit":     {Crash, "exit status 3: no licence for this machine"},
		"greedy":   {Memory, "out of memory (limit 400.0 MiB)"},
		"starved":  {Memory, "out of memory"},
		"stuck":    {Hang, "no answer for 200ms"},
		"chatty":   {Garbled, "it wrote what is no answer"},
		"short":    {Garbled, "it wrote what is no answer"},
	} {
		t.Run(kind, func(t *testing.T) {
			limit := 100 * time.Millisecond
			if kind != "stuck" {
				limit = time.Minute
			}
			s := mustOpen(t, kind, Config{Grace: 100 * time.Millisecond})
			answers(t, s)
			for range 2 { // once lost it stays so
				err := misbehaves(s, limit)
				var lost *Lost
				if !errors.As(err, &lost) || lost.Kind != want.kind || !strings.HasPrefix(lost.Reason, want.reason) {
					t.Fatalf("got %v, want %s %q", err, want.kind, want.reason)
				}
				if !errors.Is(err, policy.ErrLost) {
					t.Error("it is no policy.ErrLost")
				}
			}
		})
	}
}

func TestAChildThatDoesNotLoadSaysWhy(t *testing.T) {
	for kind, want := range map[string]string{
		"refused":        "load model x.onnx: the file is empty; export the model again",
		"greedy at load": "out of memory (limit 400.0 MiB)",
		"stuck at load":  "no answer for 300ms",
	} {
		cfg := Config{}
		if kind == "stuck at load" {
			cfg.LoadLimit = 300 * time.Millisecond
		}
		if _, err := open(t, kind, cfg); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %q", kind, err, want)
		}
	}
	if _, err := Open(Config{Program: "/nowhere/kumite"}); !errors.Is(err, ErrNotStarted) {
		t.Errorf("a program that is not there: got %v", err)
	}
}

func TestARunThatFailsOrHangsLosesNobody(t *testing.T) {
	for kind, want := range map[string]string{"hung": policy.ErrHung.Error(), "failing": "ONNX Runtime: shapes differ"} {
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
		t.Errorf("a limit that is over returns %v", err)
	}
	answers(t, s)
}

func TestACancelledRunDoesNotAnswerTheNext(t *testing.T) {
	s := mustOpen(t, "slow", Config{})
	s.Cancel() // nothing is under way
	for range 3 {
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() { // until the run has begun, a Cancel does nothing
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

func TestSizesAreReadAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string]int64{"1GiB": 1 << 30, "512 MiB": 512 << 20, "1.5KiB": 1536, "70B": 70, "0": 0} {
		if got, err := ParseSize(text); err != nil || got != want {
			t.Errorf("%q is %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "1", "GiB", "-1GiB", "NaNB", "9e99TiB", "1GB"} {
		if got, err := ParseSize(text); err == nil {
			t.Errorf("%q is read as %d", text, got)
		}
	}
	if got := FormatSize(1 << 30); got != "1.0 GiB" {
		t.Errorf("1 GiB is written %q", got)
	}
}

// BenchmarkExchange times a run of a network that only sums its input up, of 8
// floats and of as many as the shipped models take: what the process of its own
// costs. "Here" is the same without it.
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
		b.Setenv(mode, kind)
		apart, err := Open(Config{Program: program})
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
