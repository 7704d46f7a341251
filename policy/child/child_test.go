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
	"unsafe"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/cputime"
	"github.com/kumite/kumite/vision"
)

// mode is the environment variable that makes this test program a child of the
// named kind.
const mode = "KUMITE_TEST_CHILD"

func TestMain(m *testing.M) {
	if kind := os.Getenv(taskEnv); kind != "" {
		runTask(kind)
	}
	switch kind := os.Getenv(mode); kind {
	case "":
		os.Exit(m.Run())
	case "parent":
		parent()
	case "hog":
		for {
			spin(time.Hour)
		}
	default:
		kind, overPipes := strings.CutSuffix(kind, overPipes)
		if overPipes {
			os.NewFile(3, "").Close() // the first file that a child inherits to share memory
		}
		if err := Serve(os.Stdin, os.Stdout, limitOf[kind], func() (Network, error) { return load(kind) }); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
}

// overPipes is the end of a kind that does not share memory with its parent.
const overPipes = " over pipes"

// limitOf is the memory limit by kind, for the kinds that have one.
var limitOf = map[string]int64{"greedy": 400 << 20, "greedy at load": 400 << 20, "giant input": 400 << 20}

// network is the network of the children. Its scores are the sum of its input
// times 1, 2 and 3. If the first value is 1, it misbehaves according to its kind.
type network struct {
	kind   string
	floats []float32
	bytes  []uint8
	scores []float32
	state  float32 // of the kind "recurrent": the number of runs since Reset
}

func load(kind string) (Network, error) {
	switch kind {
	case "refused":
		return nil, errors.New("load model x.onnx: the file is empty; export the model again")
	case "restricted":
		return nil, errors.New(attempts())
	case "greedy at load":
		exhaustMemory()
	case "stuck at load":
		time.Sleep(time.Hour)
	}
	n := &network{kind: kind, scores: make([]float32, 3)}
	switch kind {
	case "bytes":
		n.bytes = make([]uint8, 8)
	case "large":
		n.floats = make([]float32, 2*45*80)
	case "huge": // more than memory is shared for
		n.floats = make([]float32, 1024*1024*5)
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
	switch n.kind {
	case "giant input":
		c.Input.Width, c.Input.Height, c.Input.Stack = vision.MaxSide, vision.MaxSide, vision.MaxStack
	case "endless input":
		c.Input.Width, c.Input.Height = 1<<40, 1<<40
	case "negative input":
		c.Input.Width = -4
	case "no classes":
		c.Classes, c.Bias, c.TrainPrior = nil, nil, nil
	case "no null class":
		c.NoAction = 3
	case "short bias":
		c.Bias = c.Bias[:1]
	}
	switch {
	case n.bytes != nil:
		c.Input.Type, c.Input.Scale = vision.Uint8, 1
	case n.kind == "huge":
		c.Input.Width, c.Input.Height, c.Input.Stack = 1024, 1024, 5
	case n.kind == "large":
		c.Input.Width, c.Input.Height, c.Input.Stack = 80, 45, 2
	}
	return c
}

func (n *network) SHA256() string { return "5ha" }
func (n *network) Random() string { return "" }
func (n *network) FileHashes() policy.FileHashes {
	return policy.FileHashes{File: "f", Sidecar: "s"}
}
func (n *network) Input() vision.Input { return vision.Input{Floats: n.floats, Bytes: n.bytes} }
func (n *network) Scores() []float32   { return n.scores }
func (n *network) Close() error        { return nil }
func (n *network) Reset()              { n.state = 0 }

func (n *network) Warm(limit time.Duration) error {
	before := n.state
	defer func() { n.state = before }()
	return n.RunWithin(limit)
}

// RunWithinCPU marks its kind of limit by the sign of the scores.
func (n *network) RunWithinCPU(limit time.Duration) error {
	err := n.RunWithin(limit)
	for i := range n.scores {
		n.scores[i] *= -1
	}
	return err
}

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
	if n.kind == "recurrent" {
		sum += 100 * n.state
		n.state++
	}
	for i := range n.scores {
		n.scores[i] = sum * float32(i+1)
	}
	return nil
}

// misbehave misbehaves according to the kind.
func (n *network) misbehave(limit time.Duration) error {
	switch n.kind {
	case "segfault": // like native code: an invalid access, on which the kernel sends the signal
		nowhere := uintptr(0x7) << 40
		n.scores[0] = *(*float32)(*(*unsafe.Pointer)(unsafe.Pointer(&nowhere)))
	case "killed":
		if p, err := os.FindProcess(os.Getpid()); err == nil {
			p.Kill()
			time.Sleep(time.Hour)
		}
	case "trespassing":
		trespass()
	case "panic":
		panic("index out of range")
	case "exit":
		fmt.Fprintln(os.Stderr, "loading\nno licence for this machine")
		os.Exit(3)
	case "greedy":
		exhaustMemory()
	case "starved":
		return errors.New("ONNX Runtime: std::bad_alloc")
	case "stuck":
		time.Sleep(time.Hour)
	case "slow":
		time.Sleep(limit / 20)
	case "spinning":
		spin(time.Hour)
	case "working":
		spin(limit / 3)
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

// spin uses CPU time.
func spin(d time.Duration) {
	c := cputime.Process(os.Getpid())
	for end := c.Now() + d; c.Now() < end; {
	}
}

var allocated [][]byte

// exhaustMemory allocates 2 GiB and writes to them.
func exhaustMemory() {
	for range 32 {
		b := make([]byte, 64<<20)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		allocated = append(allocated, b)
	}
}

// A model can take over its process; what that says must not harm the parent.
func TestAContractThatNoModelHasIsInvalid(t *testing.T) {
	for kind, want := range map[string]string{
		"giant input": "larger than the limit of memory", "endless input": "width is 1099511627776", "negative input": "width is -4",
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
