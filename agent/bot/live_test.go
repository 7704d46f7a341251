package bot_test

import (
	"context"
	"testing"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/sim"
)

// BenchmarkWallClock plays two models on the wall clock, one decision of each
// per iteration: -benchtime 600x is a minute. It reports the left model's
// latencies from frame to action.
func BenchmarkWallClock(b *testing.B) {
	var pacers [2]*live.Pacer
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 2)
	for i, name := range []string{"pro-ce.onnx", "pro-balanced.onnx"} {
		m := open(b, name, bot.OpenCV)
		pacers[i] = live.New(m)
		go func() { done <- pacers[i].Run(ctx) }()
	}
	w := sim.New(sim.DefaultRules(), 1)
	start, ticks := time.Now(), 0
	late := time.Duration(0)
	for b.Loop() {
		for range agent.PeriodTicks {
			at := start.Add(time.Duration(ticks) * time.Second / sim.TickRate)
			time.Sleep(time.Until(at))
			late = max(late, time.Since(at))
			var in [2]sim.Input
			for i, p := range pacers {
				var err error
				if in[i], err = p.Act(&w, sim.Side(i)); err != nil {
					b.Fatal(err)
				}
			}
			if w.Step(in); w.Outcome() != sim.Running {
				w = sim.New(sim.DefaultRules(), uint64(ticks))
				for i, p := range pacers {
					p.Start(uint64(ticks), sim.Side(i))
				}
			}
			ticks++
		}
	}
	time.Sleep(2 * live.Period)
	cancel()
	for range pacers {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	for i, p := range pacers {
		a := p.Stats()
		b.Logf("side %d: %d frames, %d slots, %d decisions, %d missed, %d abandoned, %d faults, %d sent; the latest tick came %v late",
			i, a.Frames, a.Slots, a.Decisions, a.Missed, a.Abandoned, a.Faults, a.Sent, late)
		for _, part := range []struct {
			name string
			of   *agent.Latency
		}{{"age", &a.Age}, {"wait", &a.Wait}, {"grab", &a.Grab}, {"see", &a.See}, {"run", &a.Run}, {"decode", &a.Decode}, {"total", &a.Total}} {
			b.Logf("%-7s p50 %v, p90 %v, p99 %v, p99.9 %v (n %d)", part.name, part.of.Quantile(.5), part.of.Quantile(.9), part.of.Quantile(.99), part.of.Quantile(.999), part.of.Count())
		}
		if i == 0 {
			b.ReportMetric(float64(a.Missed), "missed")
			b.ReportMetric(float64(a.Total.Quantile(.99).Microseconds()), "p99-µs")
		}
	}
}
