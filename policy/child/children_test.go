package child

import (
	"errors"
	"fmt"
	"os"
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
