package live

import (
	"image"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
)

// network is a fake that takes its time, on the test's clock.
type network struct {
	input, scores []float32
	takes         func(run int) time.Duration // nil takes none
	deaf          bool                        // it cannot be cut off
	fails         error
	runs, resets  int
	started       []time.Time
	at            atomic.Int64 // runs under way
	mu            sync.Mutex
	cut           chan struct{}
}

func (n *network) Input() vision.Input { return vision.Input{Floats: n.input} }
func (n *network) Scores() []float32   { return n.scores }

func (n *network) Reset() { n.resets++ }

// RunWithinCPU is for agents without a clock.
func (n *network) RunWithinCPU(limit time.Duration) error { return n.RunWithin(limit) }

func (n *network) Warm(limit time.Duration) error { return n.RunWithin(limit) }

func (n *network) Cancel() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.cut != nil {
		close(n.cut)
		n.cut = nil
	}
}

func (n *network) RunWithin(limit time.Duration) error {
	if n.at.Add(1) > 1 {
		panic("two runs at once")
	}
	defer n.at.Add(-1)
	if limit <= 0 {
		return policy.ErrHung
	}
	n.runs++
	n.started = append(n.started, time.Now())
	if n.takes == nil {
		return n.fails
	}
	d := n.takes(n.runs)
	if n.deaf {
		time.Sleep(d)
		return n.fails
	}
	cut := make(chan struct{})
	n.mu.Lock()
	n.cut = cut
	n.mu.Unlock()
	select {
	case <-time.After(d):
		n.mu.Lock()
		n.cut = nil
		n.mu.Unlock()
		return n.fails
	case <-time.After(limit):
		n.Cancel()
	case <-cut:
	}
	return policy.ErrHung
}

var classes = []string{"no_action", "poke", "lunge"}

// model makes an agent around a fake network that always wants a poke.
func model(t testing.TB, n *network, delay int32, query string) *bot.Model {
	t.Helper()
	spec := vision.Spec{Width: 80, Height: 45, Color: vision.Gray, Stack: 1, Layout: vision.NCHW, Scale: 1, Type: vision.Float32}
	seer, err := vision.NewPreprocessor(spec, image.Pt(raster.Width, raster.Height))
	if err != nil {
		t.Fatal(err)
	}
	contract := policy.Contract{Classes: classes, Output: policy.Logits, Semantics: policy.Natural,
		Temperature: 1, Bias: make([]float64, 3), TrainPrior: []float64{0.98, 0.01, 0.01}}
	decoder, err := policy.NewDecoder(contract, query)
	if err != nil {
		t.Fatal(err)
	}
	n.input = make([]float32, spec.Len())
	if n.scores == nil {
		n.scores = []float32{0, 5, 0}
	}
	a, err := agent.New(agent.Config{DelayTicks: delay, Frame: raster.NewFrame(), Now: time.Now},
		agent.Parts{Seer: seer, Network: n, Decoder: decoder, Classes: classes})
	if err != nil {
		t.Fatal(err)
	}
	return &bot.Model{Agent: a, Seed: decoder.Seed, Close: seer.Close}
}

// always acts on every frame.
const always = "decode=argmax&mask=off"
