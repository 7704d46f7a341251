package agent_test

import (
	"image"
	"image/color"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision"
)

// dated is a frame source whose pixels are the tick.
type dated struct{ tick int32 }

func (d dated) Grab(dst *image.Paletted) error {
	for i := range dst.Pix {
		dst.Pix[i] = uint8(d.tick)
	}
	return nil
}

// diary is a network that keeps its inputs.
type diary struct {
	network
	seen [][3]float32
}

func (n *diary) RunWithinCPU(d time.Duration) error {
	n.seen = append(n.seen, [3]float32(n.input))
	return n.network.RunWithinCPU(d)
}

// stacked returns an agent with three frames in its stack, of a pixel each.
func stacked(t *testing.T, n *diary, period int32) *agent.Agent {
	t.Helper()
	spec := vision.Spec{Width: 1, Height: 1, Color: vision.Gray, Stack: 3, Layout: vision.NCHW, Scale: 1, Type: vision.Float32}
	seer, err := vision.NewPreprocessor(spec, image.Pt(1, 1))
	if err != nil {
		t.Fatal(err)
	}
	decoder, err := policy.NewDecoder(policy.Contract{Classes: classes, Output: policy.Logits, Temperature: 1, Bias: make([]float64, 3)}, "decode=argmax&mask=off")
	if err != nil {
		t.Fatal(err)
	}
	grays := make(color.Palette, 256)
	for i := range grays {
		grays[i] = color.Gray{uint8(i)}
	}
	n.input, n.scores = make([]float32, 3), []float32{0, 5, 0}
	a, err := agent.New(agent.Config{Frame: image.NewPaletted(image.Rect(0, 0, 1, 1), grays)}, agent.Parts{Seer: seer, Network: n, Decoder: decoder, Classes: classes})
	if err != nil {
		t.Fatal(err)
	}
	if period != 0 {
		if err := a.SetPeriod(period); err != nil {
			t.Fatal(err)
		}
	}
	a.Reset()
	return a
}

func TestAtAnyPeriodTheFramesOfAStackAreSixTicksApart(t *testing.T) {
	for _, period := range []int32{0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 30} {
		n := &diary{}
		a := stacked(t, n, period)
		want := max(period, 1)
		if period == 0 {
			want = agent.PeriodTicks
		}
		if a.Period() != want {
			t.Errorf("the period is %d, want %d", a.Period(), want)
		}
		for tick := range int32(120) {
			if _, err := a.Tick(tick, dated{tick}); err != nil {
				t.Fatal(err)
			}
		}
		if got := int32(len(n.seen)); got != (120+want-1)/want {
			t.Errorf("period %d: %d decisions in 120 ticks, want %d", period, got, (120+want-1)/want)
		}
		for i, seen := range n.seen {
			at := int32(i) * want
			for k, back := range []int32{2 * agent.PeriodTicks, agent.PeriodTicks, 0} {
				// Before the match's first frame there is none: the oldest is repeated.
				if expected := max(at-back, 0); seen[k] != float32(expected) && at >= back {
					t.Errorf("period %d, tick %d: frame %d of the stack is of tick %v, want %d", period, at, k, seen[k], expected)
				} else if at < back && seen[k] != 0 {
					t.Errorf("period %d, tick %d: frame %d of the stack is of tick %v, want that of the first", period, at, k, seen[k])
				}
			}
		}
	}
}

func TestAPressFallsDelayTicksAfterADecisionAtAnyPeriod(t *testing.T) {
	for _, period := range []int32{1, 4, 12} {
		for _, delay := range []int32{0, 7, agent.MaxDelayTicks} {
			n := &network{scores: []float32{0, 5, 0}}
			a := newAgent(t, n, agent.Config{DelayTicks: delay}, "decode=argmax&mask=off")
			if err := a.SetPeriod(period); err != nil {
				t.Fatal(err)
			}
			got := presses(t, a, 300)
			for tick := range int32(300) {
				if want := tick >= delay && (tick-delay)%period == 0; want != (got[tick] == sim.Poke) {
					t.Errorf("period %d, delay %d: press %v at tick %d", period, delay, got[tick], tick)
				}
			}
		}
	}
}

func TestAnAgentFollowsAtItsPeriod(t *testing.T) {
	for _, period := range []int32{2, 12} {
		n := &diary{}
		a := stacked(t, n, period)
		for tick := range int32(60) {
			if err := a.Follow(tick, dated{tick}, sim.None); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := a.Tick(60, dated{60}); err != nil {
			t.Fatal(err)
		}
		if last := n.seen[len(n.seen)-1]; last != [3]float32{48, 54, 60} || len(n.seen) != int(60/period)+1 {
			t.Errorf("period %d: %d runs, the last on the frames of ticks %v; want %d, and 48, 54 and 60", period, len(n.seen), last, 60/period+1)
		}
	}
}

func TestPeriodsOutOfBoundsAreRefused(t *testing.T) {
	for _, period := range []int32{0, -1, agent.MaxPeriodTicks + 1} {
		n := &network{scores: []float32{0, 5, 0}}
		if err := newAgent(t, n, agent.Config{}, "decode=argmax").SetPeriod(period); err == nil || !strings.Contains(err.Error(), "want 1 to 120 ticks") {
			t.Errorf("period %d: %v; want a refusal", period, err)
		}
	}
}
