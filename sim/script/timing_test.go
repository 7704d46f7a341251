package script_test

import (
	"context"
	"testing"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/script"
)

// timed returns a maker of a script with a timing.
func timed(t testing.TB, name string, timing script.Timing) maker {
	return func(seed uint64, side sim.Side) duel.Controller {
		f, err := script.NewTimed(name, timing, seed, uint64(16+side))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
}

func TestTheZeroTimingIsTheScriptsOwn(t *testing.T) {
	const n = 20
	for _, name := range []string{"oracle", "pro", "random"} {
		plain := play(t, scripted(t, name), scripted(t, "rookie"), n)
		if same := play(t, timed(t, name, script.Timing{}), scripted(t, "rookie"), n); same != plain {
			t.Errorf("%s with the zero Timing plays %+v, want %+v", name, same, plain)
		}
	}
	// A period of one tick without a delay is the same timing, spelled out.
	plain := play(t, scripted(t, "oracle"), scripted(t, "rookie"), n)
	if same := play(t, timed(t, "oracle", script.Timing{Period: 1}), scripted(t, "rookie"), n); same != plain {
		t.Errorf("with a period of 1 oracle plays %+v, want %+v", same, plain)
	}
}

func TestPressesFallDelayTicksAfterADecision(t *testing.T) {
	for _, timing := range []script.Timing{{Period: 6}, {Period: 6, Delay: 4}, {Period: 5, Delay: 13}, {Period: 120, Delay: 120, Forecast: true}} {
		presses := 0
		players := [2]duel.Controller{timed(t, "spammer", timing)(1, sim.Left), scripted(t, "pro")(1, sim.Right)}
		tick := int32(0) // on which the inputs are chosen
		_, err := duel.Play(context.Background(), duel.Config{Rules: sim.DefaultRules(), Seed: 1}, players,
			func(w *sim.World, in [2]sim.Input) {
				if in[sim.Left].Skill != sim.None {
					presses++
					if tick < timing.Delay || (tick-timing.Delay)%timing.Period != 0 {
						t.Errorf("%+v: a press on tick %d, want one only %d ticks after a multiple of %d", timing, tick, timing.Delay, timing.Period)
					}
				}
				tick++
			})
		if err != nil {
			t.Fatal(err)
		}
		if presses == 0 {
			t.Errorf("%+v: the spammer never presses", timing)
		}
	}
}

func TestTheAgentsTimingCostsTheOracleMatches(t *testing.T) {
	const n = 150
	agents := script.Timing{Period: 6, Delay: 6}
	free, late := play(t, scripted(t, "oracle"), scripted(t, "pro"), n), play(t, timed(t, "oracle", agents), scripted(t, "pro"), n)
	if late.mean >= free.mean || late.lo < 0.75 {
		t.Errorf("oracle on the agent's timing scores %v, free %v; want less, and clearly more than the pro", late, free)
	}
}

func TestTimingsOutOfBoundsAreRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		timing script.Timing
	}{
		{"oracle", script.Timing{Period: -1}}, {"oracle", script.Timing{Period: script.MaxPeriod + 1}},
		{"oracle", script.Timing{Delay: -1}}, {"oracle", script.Timing{Delay: script.MaxDelay + 1}},
		{"pro", script.Timing{Period: 6}}, {"rookie", script.Timing{Delay: 6}}, {"nobody", script.Timing{Delay: 6}},
	} {
		if _, err := script.NewTimed(c.name, c.timing, 1, 16); err == nil {
			t.Errorf("%s takes %+v, want an error", c.name, c.timing)
		}
	}
}
