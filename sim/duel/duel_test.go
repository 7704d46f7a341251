package duel_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/script"
)

func fighter(t *testing.T, name string, side sim.Side) duel.Controller {
	t.Helper()
	f, err := script.New(name, 9, uint64(16+side))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func record(t *testing.T) *duel.Recording {
	t.Helper()
	cfg := duel.Config{Rules: sim.DefaultRules(), Seed: 9}
	rec := duel.NewRecorder(cfg, [2]duel.Participant{{Name: "pro"}, {Name: "spammer"}})
	res, err := duel.Play(context.Background(), cfg, [2]duel.Controller{fighter(t, "pro", sim.Left), fighter(t, "spammer", sim.Right)}, rec.Watch)
	if err != nil {
		t.Fatal(err)
	}
	return rec.Finish(res)
}

func TestARecordingIsReadBackAndVerified(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.replay")
	if err := durable.WriteFile(path, record(t).Encode); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Size() > 4096 {
		t.Errorf("the file has %d bytes, want at most 4096", info.Size())
	}
	r, err := duel.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Verify(); err != nil {
		t.Errorf("Verify: %v", err)
	}
}

func TestVerifyDetectsChanges(t *testing.T) {
	for name, change := range map[string]func(*duel.Recording){
		"an input":     func(r *duel.Recording) { r.Inputs[0][0].Move = sim.Manual },
		"a hash":       func(r *duel.Recording) { r.Hashes[3]++ },
		"the seed":     func(r *duel.Recording) { r.Seed++ },
		"the outcome":  func(r *duel.Recording) { r.Outcome = "draw" },
		"the end":      func(r *duel.Recording) { r.FinalHash = "0000000000000000" },
		"a cut":        func(r *duel.Recording) { r.Inputs = r.Inputs[:len(r.Inputs)-1] },
		"a tick added": func(r *duel.Recording) { r.Inputs = append(r.Inputs, [2]sim.Input{}) },
	} {
		r := record(t)
		change(r)
		var desync *duel.DesyncError
		if err := r.Verify(); !errors.As(err, &desync) {
			t.Errorf("%s changed: got %v, want a DesyncError", name, err)
		}
	}
	r := record(t)
	r.RulesVersion++
	if err := r.Verify(); err == nil || !strings.Contains(err.Error(), "rules version") {
		t.Errorf("another rules version: got %v, want an error about it", err)
	}
}

func TestBrokenRecordingsAreRefused(t *testing.T) {
	var whole bytes.Buffer
	if err := record(t).Encode(&whole); err != nil {
		t.Fatal(err)
	}
	foreign := record(t)
	foreign.Inputs[7][1].Skill = sim.NumSkills
	var unknown bytes.Buffer
	if err := foreign.Encode(&unknown); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"a skill that does not exist": unknown.Bytes(),

		"empty":     {},
		"foreign":   []byte("hello, world, this is no recording"),
		"truncated": whole.Bytes()[:whole.Len()/2],
	} {
		if _, err := duel.Decode(bytes.NewReader(data)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("hello"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := duel.Decode(bytes.NewReader(data)); err == nil {
			_ = r.Verify() // must not panic
		}
	})
}

type failing struct{}

func (failing) Act(w *sim.World, _ sim.Side) (sim.Input, error) {
	if w.Tick == 5 {
		return sim.Input{}, errors.New("out of ideas")
	}
	return sim.Input{}, nil
}

func TestAFailingControllerEndsTheMatchWithItsError(t *testing.T) {
	cfg := duel.Config{Rules: sim.DefaultRules(), Seed: 1}
	_, err := duel.Play(context.Background(), cfg, [2]duel.Controller{fighter(t, "pro", 0), failing{}}, nil)
	var ce *duel.ControllerError
	if !errors.As(err, &ce) || ce.Side != sim.Right || ce.Tick != 5 {
		t.Errorf("got %v, want the right controller's error at tick 5", err)
	}
}

func TestPlayStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	cfg := duel.Config{Rules: sim.DefaultRules(), Seed: 1}
	if _, err := duel.Play(ctx, cfg, [2]duel.Controller{fighter(t, "pro", 0), fighter(t, "pro", 1)}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
