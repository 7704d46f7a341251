package bot_test

import (
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

var eyes = []struct {
	name string
	eye  bot.Eye
}{{"fastest", bot.Fastest}, {"opencv", bot.OpenCV}}

// decisions returns a function that makes one whole decision of a shipped model,
// draw, see, infer and decode, and advances the match to the next.
func decisions(t testing.TB, eye bot.Eye) func() {
	m := open(t, "pro-ce.onnx", eye)
	m.Agent.Reset()
	w := sim.New(sim.DefaultRules(), 1)
	return func() {
		if _, err := m.Agent.Decide(w.Tick, m.View(&w, sim.Left)); err != nil {
			t.Fatal(err)
		}
		for range agent.PeriodTicks {
			w.Step([2]sim.Input{})
		}
	}
}

func TestAWholeDecisionAllocatesNothing(t *testing.T) {
	for _, e := range eyes {
		decide := decisions(t, e.eye)
		for range 200 { // sprites are cut when they are first drawn
			decide()
		}
		if n := testing.AllocsPerRun(200, decide); n != 0 {
			t.Errorf("%s: a decision allocates %v times, want 0", e.name, n)
		}
	}
}

func BenchmarkDecision(b *testing.B) {
	for _, e := range eyes {
		b.Run(e.name, func(b *testing.B) {
			decide := decisions(b, e.eye)
			b.ReportAllocs()
			for b.Loop() {
				decide()
			}
		})
	}
}

// BenchmarkMatch plays whole matches with a model on both sides.
func BenchmarkMatch(b *testing.B) {
	left, right := &player{agent: open(b, "pro-ce.onnx", bot.Fastest).Agent}, &player{agent: open(b, "pro-balanced.onnx", bot.Fastest).Agent}
	ticks := int32(0)
	seed := uint64(0)
	for b.Loop() {
		left.agent.Reset()
		right.agent.Reset()
		left.sent, right.sent = left.sent[:0], right.sent[:0]
		seed++
		res, err := duel.Play(b.Context(), duel.Config{Rules: sim.DefaultRules(), Seed: seed}, [2]duel.Controller{left, right}, nil)
		if err != nil {
			b.Fatal(err)
		}
		ticks += res.Ticks
	}
	b.ReportMetric(float64(ticks)/sim.TickRate/b.Elapsed().Seconds(), "match-seconds/s")
}
