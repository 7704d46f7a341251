package bot

import (
	"math"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
)

func TestMillisecondsAreRoundedUpToTicks(t *testing.T) {
	for ms, want := range map[float64]int32{0: 0, 0.1: 1, 16.6: 1, 16.7: 2, 35: 3, 50: 3, 100: 6, 1000: 60, 2000: 120} {
		d, err := NewDistribution([]float64{ms})
		if err != nil || d.Ticks[want] != 1 || d.Median() != want || d.Clamped != 0 {
			t.Errorf("%v ms make %+v with a median of %d (%v), want %d ticks", ms, d, d.Median(), err, want)
		}
	}
	d, err := NewDistribution([]float64{10, 2001, 1e9})
	if err != nil || d.Clamped != 2 || d.Ticks[agent.MaxDelayTicks] != 2 {
		t.Errorf("samples beyond the bound make %+v, %v; want two of them clamped", d, err)
	}
	for _, bad := range [][]float64{nil, {-1}, {math.NaN()}, {math.Inf(1)}} {
		if _, err := NewDistribution(bad); err == nil {
			t.Errorf("samples %v are accepted, want an error", bad)
		}
	}
}

func TestDelaysAreDrawnInProportionToTheSamples(t *testing.T) {
	d, err := NewDistribution([]float64{10, 10, 30, 100})
	if err != nil {
		t.Fatal(err)
	}
	x := newDelays(d)
	const n = 40_000
	draw := func(seed uint64, me sim.Side) (all [n]int32) {
		x.start(seed, me)
		for i := range all {
			all[i] = x.Next()
		}
		return all
	}
	first := draw(1, sim.Left)
	count := map[int32]int{}
	for _, v := range first {
		count[v]++
	}
	for ticks, share := range map[int32]float64{1: 0.5, 2: 0.25, 6: 0.25} {
		// Five standard errors.
		if got := float64(count[ticks]) / n; math.Abs(got-share) > 5*math.Sqrt(share*(1-share)/n) {
			t.Errorf("%d ticks are drawn in %.4f of the draws, want %.2f", ticks, got, share)
		}
	}
	if first != draw(1, sim.Left) {
		t.Error("the same match draws different delays")
	}
	if first == draw(1, sim.Right) || first == draw(2, sim.Left) {
		t.Error("another side or another match draws the same delays")
	}
	if n := testing.AllocsPerRun(100, func() { x.Next() }); n != 0 {
		t.Errorf("a draw allocates %v times", n)
	}
}
