package live

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/ort"
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
	if err != nil || len(again.Decisions) != len(got.Decisions) {
		t.Fatalf("the second time it makes %d decisions, %v; want %d", len(again.Decisions), err, len(got.Decisions))
	}
	for i, d := range got.Decisions {
		if e := again.Decisions[i]; d.Skill != e.Skill || !reflect.DeepEqual(d.Probs, e.Probs) {
			t.Errorf("tick %d: the second time it decides %v, want %v", d.Tick, e.Decision, d.Decision)
		}
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
	dir := t.TempDir()
	for name, sidecar := range map[string]string{"silent.onnx": "", "states.onnx": `{"kumite.decoder":"decode=argmax&delay=12"}`} {
		data, err := os.ReadFile("../../policy/ort/testdata/good.onnx")
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), data, 0o644)
		}
		if err == nil && sidecar != "" {
			err = os.WriteFile(filepath.Join(dir, name+".json"), []byte(sidecar), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	hash := func(name string) string {
		f, err := ort.Inspect(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return f.SHA256
	}
	for _, c := range []struct {
		spec, sha string
		want      int32
		unknown   string // part of the error
	}{
		{spec: "script:pro", want: 0},
		{spec: "human", want: 0},
		{spec: "silent.onnx", sha: hash("silent.onnx"), want: 6},
		{spec: "states.onnx", sha: hash("states.onnx"), want: 12},
		{spec: "states.onnx?delay=9", sha: hash("states.onnx"), want: 9},
		{spec: "gone.onnx?delay=9", sha: "1", want: 9},
		{spec: "gone.onnx", sha: "1", want: 6, unknown: "no such file"},
		{spec: "states.onnx", sha: hash("silent.onnx"), want: 6, unknown: "has changed"},
	} {
		who := duel.Participant{Name: "a", Spec: c.spec, ModelSHA256: c.sha}
		if c.sha != "" {
			who.Spec = filepath.Join(dir, c.spec)
		}
		got, err := RecordedDelay(who, 6)
		if got != c.want {
			t.Errorf("%s: %d ticks, want %d", c.spec, got, c.want)
		}
		if text := fmt.Sprint(err); c.unknown == "" && err != nil || !strings.Contains(text, c.unknown) {
			t.Errorf("%s: got error %v, want %q in it", c.spec, err, c.unknown)
		}
	}
}
