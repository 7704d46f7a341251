package agent_test

import (
	"errors"
	"image"
	"image/color"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision"
)

// network is a fake that returns the scores it was given.
type network struct {
	input, scores []float32
	fail          error
	runs          int
	state         int // runs since Reset, without those that failed or warmed up
}

func (n *network) Input() vision.Input { return vision.Input{Floats: n.input} }
func (n *network) Cancel()             {}
func (n *network) Reset()              { n.state = 0 }
func (n *network) Warm(time.Duration) error {
	n.runs++
	return n.fail
}
func (n *network) RunWithin(d time.Duration) error { return n.RunWithinCPU(d) }
func (n *network) RunWithinCPU(time.Duration) error {
	n.runs++
	if n.fail == nil {
		n.state++
	}
	return n.fail
}
func (n *network) Scores() []float32 { return n.scores }

// blank is a frame source of one colour.
type blank struct{ fail error }

func (b blank) Grab(dst *image.Paletted) error {
	clear(dst.Pix)
	return b.fail
}

var classes = []string{"no_action", "poke", "lunge"}

func newAgent(t *testing.T, n *network, cfg agent.Config, query string) *agent.Agent {
	t.Helper()
	spec := vision.Spec{Width: 4, Height: 4, Color: vision.Gray, Stack: 1, Layout: vision.NCHW, Scale: 1, Type: vision.Float32}
	seer, err := vision.NewPreprocessor(spec, image.Pt(4, 4))
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
	cfg.Frame = image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.Black, color.White})
	a, err := agent.New(cfg, agent.Parts{Seer: seer, Network: n, Decoder: decoder, Classes: classes})
	if err != nil {
		t.Fatal(err)
	}
	a.Reset()
	return a
}

// presses plays ticks in lockstep and lists when each press took effect.
func presses(t *testing.T, a *agent.Agent, ticks int32) map[int32]sim.Skill {
	t.Helper()
	all := map[int32]sim.Skill{}
	for tick := range ticks {
		k, err := a.Tick(tick, blank{})
		if err != nil {
			t.Fatal(err)
		}
		if k != sim.None {
			all[tick] = k
		}
	}
	return all
}

func TestAPressTakesEffectAfterTheDeclaredDelay(t *testing.T) {
	for _, delay := range []int32{0, 6, 7, 30, agent.MaxDelayTicks} {
		n := &network{scores: []float32{0, 5, 0}}
		got := presses(t, newAgent(t, n, agent.Config{DelayTicks: delay}, "decode=argmax&mask=off&refractory=1"), 200)
		want := map[int32]sim.Skill{}
		for at := int32(0); at+delay < 200; at += 2 * agent.PeriodTicks {
			want[at+delay] = sim.Poke
		}
		if len(got) != len(want) {
			t.Errorf("delay %d: %d presses, want %d", delay, len(got), len(want))
		}
		for tick := range want {
			if got[tick] != sim.Poke {
				t.Errorf("delay %d: no press at tick %d", delay, tick)
			}
		}
	}
}

func TestTheBookMasksWhatWasJustSent(t *testing.T) {
	n := &network{scores: []float32{0, 5, 0}}
	a := newAgent(t, n, agent.Config{}, "decode=argmax")
	got := presses(t, a, 3*sim.Poke.Spec().Cooldown)
	var ticks []int32
	for tick := range got {
		ticks = append(ticks, tick)
	}
	slices.Sort(ticks)
	for i := 1; i < len(ticks); i++ {
		if gap := ticks[i] - ticks[i-1]; gap < sim.Poke.Spec().Cooldown {
			t.Errorf("pressed at ticks %v: a gap below the cooldown of %d", ticks, sim.Poke.Spec().Cooldown)
		}
	}
	l := a.Counts()
	if l.Sent != len(got) || l.Chosen != l.Decisions || l.Masked != l.Chosen-l.Sent {
		t.Errorf("the counts do not add up: %+v with %d presses", l, len(got))
	}
}

func TestTheBookKnowsWhenStaminaIsBack(t *testing.T) {
	var b agent.Book
	cost := sim.Lunge.Spec().Cost
	for spent := int32(0); spent+cost <= sim.StaminaFull; spent += cost {
		if !b.Available(sim.Lunge, 10_000) {
			t.Fatalf("with %d of %d stamina spent a lunge is not available", spent, sim.StaminaFull)
		}
		b.Spend(sim.Lunge, 0)
	}
	b.Advance(0)
	left := sim.StaminaFull % cost
	for tick, want := range map[int32]bool{
		sim.Lunge.Spec().Cooldown - 1:            false,
		(cost - left) * sim.StaminaTicks:         true,
		(cost-left)*sim.StaminaTicks - 1:         false,
		(cost-left)*sim.StaminaTicks + 1_000_000: true,
	} {
		if got := b.Available(sim.Lunge, tick); got != want {
			t.Errorf("at tick %d a lunge is available: %v, want %v", tick, got, want)
		}
	}
}

func TestANetworkThatFailsIsACountedFault(t *testing.T) {
	for name, n := range map[string]*network{
		"NaN":   {scores: []float32{0, float32(math.NaN()), 0}},
		"error": {scores: []float32{0, 5, 0}, fail: errors.New("out of memory")},
		"hung":  {scores: []float32{0, 5, 0}, fail: policy.ErrHung},
	} {
		a := newAgent(t, n, agent.Config{}, "decode=argmax")
		if got := presses(t, a, 60); len(got) != 0 {
			t.Errorf("%s: pressed %v", name, got)
		}
		l := a.Counts()
		if l.Faults != 10 || l.Decisions != 10 {
			t.Errorf("%s: %d faults in %d decisions, want 10 in 10", name, l.Faults, l.Decisions)
		}
		want := map[string]struct {
			cause policy.Cause
			text  string
		}{
			"NaN":   {policy.NoNumbers, `score of "poke" is NaN`},
			"error": {policy.Failed, "out of memory"},
			"hung":  {policy.Hung, policy.ErrHung.Error()},
		}[name]
		if l.Causes[want.cause] != 10 || l.FirstFault != want.text {
			t.Errorf("%s: causes %v, the first %q; want 10 %v, %q", name, l.Causes, l.FirstFault, want.cause, want.text)
		}
	}
}

func TestANetworkThatHangsIsGivenUpForTheMatch(t *testing.T) {
	for patience, want := range map[int]int{0: agent.DefaultPatience, 2: 2, -1: 20} {
		n := &network{scores: []float32{0, 5, 0}, fail: policy.ErrHung}
		a := newAgent(t, n, agent.Config{Patience: patience}, "decode=argmax")
		presses(t, a, 20*agent.PeriodTicks)
		if n.runs != want {
			t.Errorf("patience %d: the network was run %d times in 20 decisions, want %d", patience, n.runs, want)
		}
		if l := a.Counts(); l.Causes[policy.Hung] != 20 || l.Decisions != 20 {
			t.Errorf("patience %d: %d hung of %d decisions, want 20 of 20", patience, l.Causes[policy.Hung], l.Decisions)
		}
		a.Reset()
		n.fail = nil
		if got := presses(t, a, agent.PeriodTicks); len(got) != 1 {
			t.Errorf("patience %d: the next match begins with %v, want one press", patience, got)
		}
	}
}

func TestANetworkThatAnswersInBetweenIsNotGivenUp(t *testing.T) {
	n := &network{scores: []float32{0, 5, 0}}
	a := newAgent(t, n, agent.Config{}, "decode=argmax")
	for i := range int32(30) {
		if n.fail = policy.ErrHung; i%agent.DefaultPatience == 4 {
			n.fail = nil
		}
		a.Conclude(i * agent.PeriodTicks)
	}
	if n.runs != 30 {
		t.Errorf("the network was run %d times in 30 decisions, want 30", n.runs)
	}
}

func TestAFrameThatCannotBeGrabbedIsAnError(t *testing.T) {
	a := newAgent(t, &network{scores: []float32{0, 5, 0}}, agent.Config{}, "decode=argmax")
	broken := errors.New("camera unplugged")
	if _, err := a.Tick(0, blank{broken}); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}

func TestResetForgetsTheMatch(t *testing.T) {
	a := newAgent(t, &network{scores: []float32{0, 5, 0}}, agent.Config{DelayTicks: 30}, "decode=argmax&refractory=9")
	first := presses(t, a, 20)
	a.Reset()
	if got := presses(t, a, 20); len(got) != len(first) {
		t.Errorf("after Reset %v is pressed, want %v", got, first)
	}
	if l := a.Counts(); l.Decisions != 4 {
		t.Errorf("after Reset the agent counts %d decisions, want 4", l.Decisions)
	}
}

func TestBadConfigurationsAreRefused(t *testing.T) {
	frame := image.NewPaletted(image.Rect(0, 0, 4, 4), nil)
	for _, cfg := range []agent.Config{{Frame: frame, DelayTicks: -1}, {Frame: frame, DelayTicks: agent.MaxDelayTicks + 1}, {}} {
		if _, err := agent.New(cfg, agent.Parts{}); err == nil {
			t.Errorf("%+v was accepted", cfg)
		}
	}
	if _, err := agent.New(agent.Config{Frame: frame}, agent.Parts{Classes: []string{"hadoken"}}); err == nil {
		t.Error("a class that is not a skill was accepted")
	}
}

func TestADecisionAllocatesNothing(t *testing.T) {
	a := newAgent(t, &network{scores: []float32{0, 5, 0}}, agent.Config{DelayTicks: 6, Now: time.Now}, "decode=gate&gamma=-2&refractory=3")
	var src agent.FrameSource = blank{}
	tick := int32(0)
	if n := testing.AllocsPerRun(500, func() {
		if _, err := a.Tick(tick, src); err != nil {
			t.Fatal(err)
		}
		tick++
	}); n != 0 {
		t.Errorf("a tick allocates %v times, want 0", n)
	}
}

func TestLatencyQuantilesHoldTheirError(t *testing.T) {
	var l agent.Latency
	if l.Quantile(0.5) != 0 {
		t.Error("an empty histogram has a median")
	}
	for us := 1; us <= 10_000; us++ {
		l.Record(time.Duration(us) * time.Microsecond)
	}
	var twice agent.Latency
	twice.Add(&l)
	twice.Add(&l)
	for _, q := range []float64{0.01, 0.5, 0.9, 0.99} {
		want := q * 10_000
		for name, h := range map[string]*agent.Latency{"once": &l, "twice": &twice} {
			if got := float64(h.Quantile(q).Microseconds()); got < want || got > want*(1+1.0/16)+1 {
				t.Errorf("%s: quantile %v is %v µs, want %v up to a sixteenth more", name, q, got, want)
			}
		}
	}
	l.Record(1000 * time.Hour)
	if got := l.Quantile(1); got < time.Hour {
		t.Errorf("a very long duration is counted as %v", got)
	}
}

// drawn gives delays in turn.
type drawn struct {
	ticks []int32
	asked int
}

func (d *drawn) Next() int32 {
	d.asked++
	return d.ticks[(d.asked-1)%len(d.ticks)]
}

func TestPressesKeepTheirOrderWhateverDelaysAreDrawn(t *testing.T) {
	for name, c := range map[string]struct {
		delays []int32
		want   []int32 // when the presses of the decisions at ticks 0, 12, 24 and 36 take effect
	}{
		"as drawn":        {[]int32{3, 0, 10, 0, 7, 0, 0, 0}, []int32{3, 22, 31, 36}},
		"never overtaken": {[]int32{30, 0, 5, 0, 40, 0, 1, 0}, []int32{30, 31, 64, 65}},
	} {
		d := &drawn{ticks: c.delays}
		n := &network{scores: []float32{0, 5, 0}}
		a := newAgent(t, n, agent.Config{DelayTicks: 6, Delays: d}, "decode=argmax&mask=off&refractory=1")
		var got []int32
		for tick := range int32(120) {
			if tick == 48 {
				n.scores = []float32{5, 0, 0} // presses no more
			}
			k, err := a.Tick(tick, blank{})
			if err != nil {
				t.Fatal(err)
			}
			if k != sim.None {
				got = append(got, tick)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: presses at ticks %v, want %v", name, got, c.want)
		}
		if d.asked != 20 {
			t.Errorf("%s: %d delays were drawn for 20 decisions", name, d.asked)
		}
	}
}

func TestTheLongestDelaysOfEveryDecisionFit(t *testing.T) {
	a := newAgent(t, &network{scores: []float32{0, 5, 0}}, agent.Config{Delays: &drawn{ticks: []int32{1000, 120, 119, 0, -4}}}, "decode=argmax&mask=off")
	if got := presses(t, a, 2000); len(got) < 300 {
		t.Errorf("%d presses in 333 decisions", len(got))
	}
}

func TestANetworkThatIsGoneEndsTheMatch(t *testing.T) {
	a := newAgent(t, &network{scores: []float32{0, 5, 0}, fail: policy.ErrLost}, agent.Config{}, "decode=argmax")
	if _, err := a.Tick(0, blank{}); !errors.Is(err, policy.ErrLost) {
		t.Errorf("got %v, want %v", err, policy.ErrLost)
	}
}
