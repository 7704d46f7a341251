package live

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// recorded is a match of a fake model on the left against nobody.
func recorded(t *testing.T, m *bot.Model) *duel.Recording {
	t.Helper()
	p := New(m)
	p.SetLockstep(true)
	cfg := duel.Config{Rules: sim.Rules{MatchTicks: 900, Health: 1000}, Seed: 5}
	rec := duel.NewRecorder(cfg, [2]duel.Participant{{Name: "a", ModelSHA256: "1"}, {Name: "nobody"}})
	res, err := duel.Play(t.Context(), cfg, [2]duel.Controller{p, nobody{}}, rec.Watch)
	if err != nil {
		t.Fatal(err)
	}
	return rec.Finish(res)
}

type nobody struct{}

func (nobody) Act(*sim.World, sim.Side) (sim.Input, error) { return sim.Input{}, nil }

func TestAModelAgreesWithItsOwnRecording(t *testing.T) {
	for _, delay := range []int32{0, 6, 13} {
		r := recorded(t, model(t, &network{}, delay, "decode=argmax"))
		calls := 0
		got, err := Redecide(t.Context(), r, sim.Left, delay, model(t, &network{}, delay, "decode=argmax"), func(done, total int) {
			if calls++; done != calls || total != 150 {
				t.Fatalf("progress says %d of %d after %d", done, total, calls)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		acted := 0
		for i, x := range got.Decisions {
			if x.Tick != int32(i*agent.PeriodTicks) {
				t.Fatalf("decision %d is of tick %d", i, x.Tick)
			}
			if x.Skill != sim.None {
				acted++
			}
			if x.Tick+delay < 900-agent.PeriodTicks && x.Differs() {
				t.Errorf("delay %d, tick %d: it would press %v; recorded is %v", delay, x.Tick, x.Skill, x.Recorded)
			}
		}
		if len(got.Decisions) != 150 || acted < 5 {
			t.Errorf("delay %d: %d decisions, %d presses", delay, len(got.Decisions), acted)
		}
	}
}

// at presses a poke at some ticks.
type at map[int32]bool

func (a at) Act(w *sim.World, _ sim.Side) (sim.Input, error) {
	if a[w.Tick] {
		return sim.Input{Skill: sim.Poke}, nil
	}
	return sim.Input{}, nil
}

func TestARecordedPressStandsBesideItsPeriod(t *testing.T) {
	cfg := duel.Config{Rules: sim.Rules{MatchTicks: 90, Health: 1000}, Seed: 5}
	rec := duel.NewRecorder(cfg, [2]duel.Participant{})
	res, err := duel.Play(t.Context(), cfg, [2]duel.Controller{nobody{}, at{17: true, 24: true, 26: true}}, rec.Watch)
	if err != nil {
		t.Fatal(err)
	}
	r := rec.Finish(res)
	for _, delay := range []int32{0, 6, 7} {
		idle := model(t, &network{scores: []float32{5, 0, 0}}, 6, always)
		got, err := Redecide(t.Context(), r, sim.Right, delay, idle, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range got.Decisions {
			want := false
			for _, press := range []int32{17, 24, 26} {
				want = want || press >= x.Tick+delay && press < x.Tick+delay+agent.PeriodTicks
			}
			if (x.Recorded == sim.Poke) != want || x.Differs() != want {
				t.Errorf("delay %d, tick %d: recorded is %v", delay, x.Tick, x.Recorded)
			}
		}
	}
}

func TestDisagreementsAreFoundInBothDirections(t *testing.T) {
	r := recorded(t, model(t, &network{}, 6, "decode=argmax"))
	other := model(t, &network{scores: []float32{0, 0, 5}}, 6, "decode=argmax") // lunges where the recorded one poked
	got, err := Redecide(t.Context(), r, sim.Left, 6, other, nil)
	if err != nil {
		t.Fatal(err)
	}
	forward := 0
	for d := got.Next(-1); d != nil; d = got.Next(d.Tick) {
		forward++
		if p := got.Next(d.Tick); p != nil && got.Previous(p.Tick) != d {
			t.Errorf("the one before %d is not %d", p.Tick, d.Tick)
		}
		if d.Skill == d.Recorded || got.At(d.Tick) != d || got.At(d.Tick+agent.PeriodTicks-1) != d {
			t.Errorf("tick %d: would press %v, recorded is %v", d.Tick, d.Skill, d.Recorded)
		}
	}
	if forward == 0 || forward != len(got.Disagreements()) || got.Previous(0) != nil || got.At(-1) != nil {
		t.Errorf("%d of %d disagreements are found", forward, got.Disagreements())
	}
	again, err := Redecide(t.Context(), r, sim.Left, 6, other, nil)
	if err != nil || !reflect.DeepEqual(got, again) {
		t.Errorf("the second time it decides otherwise: %v", err)
	}
}

func TestRedecidingStopsWhenCancelled(t *testing.T) {
	r := recorded(t, model(t, &network{}, 6, "decode=argmax"))
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Redecide(ctx, r, sim.Left, 6, model(t, &network{}, 6, always), func(done, _ int) {
		if done == 10 {
			cancel()
		}
		if done > 10 {
			t.Fatal("it has not stopped")
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestARecordedPressBelongsToItsFrame(t *testing.T) {
	for _, c := range []struct {
		who  duel.Participant
		want int32
	}{
		{duel.Participant{Spec: "script:pro"}, 0},
		{duel.Participant{Spec: "human"}, 0},
		{duel.Participant{Spec: "a.onnx", ModelSHA256: "1"}, 6},
		{duel.Participant{Spec: "a.onnx?delay=9", ModelSHA256: "1"}, 9},
	} {
		if got := RecordedDelay(c.who, 6); got != c.want {
			t.Errorf("%s: %d ticks, want %d", c.who.Spec, got, c.want)
		}
	}
}
