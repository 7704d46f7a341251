package watch_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// file records a match of ten seconds of a model that pokes, and returns the path
// of its replay.
func file(t *testing.T) string {
	t.Helper()
	cfg := config(t, 10, "poker.onnx", "script:dummy")
	cfg.Record = t.TempDir()
	shown(t, cfg, display{}, 600)
	return filepath.Join(cfg.Record, "000001.replay")
}

// replayed shows a replay, paused but for what act does.
func replayed(t *testing.T, cfg watch.ReplayConfig, act func(s scene.Scene)) *watch.ReplaySummary {
	t.Helper()
	if cfg.Load == nil {
		cfg.Load = (&models{t: t}).load
	}
	cfg.Now = time.Now
	r, err := watch.NewReplay(cfg)
	if err != nil {
		t.Fatal(err)
	}
	s, err := watch.Run(t.Context(), r, func(_ context.Context, s scene.Scene) (scene.Report, error) {
		act(s)
		return scene.Report{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.(*watch.ReplaySummary)
}

func do(t *testing.T, s scene.Scene, all ...scene.Command) {
	t.Helper()
	for _, c := range all {
		if err := s.Do(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}

// decided waits until the model has decided on all of a replay, and returns the
// view.
func decided(s scene.Scene) (v panel.View) {
	for {
		v = panel.View{}
		s.View(&v)
		if !strings.Contains(v.Sides[0].Shadow, "decides:") {
			return v
		}
		runtime.Gosched()
	}
}

func TestAReplayIsScrubbed(t *testing.T) {
	path := file(t)
	for name, c := range map[string]struct {
		commands []scene.Command
		ticks    int
		seek     float64
		want     int32
	}{
		"start":               {want: 0},
		"plays":               {ticks: 61, want: 61},
		"end":                 {commands: []scene.Command{scene.Last}, want: 600},
		"plays to the end":    {commands: []scene.Command{scene.Last}, ticks: 5, want: 600},
		"a second back":       {commands: []scene.Command{scene.Last, scene.Back}, want: 540},
		"two seconds on":      {commands: []scene.Command{scene.Forward, scene.Forward}, want: 120},
		"a tick back":         {commands: []scene.Command{scene.Forward, scene.StepBack}, want: 59},
		"back to the start":   {commands: []scene.Command{scene.Last, scene.First}, want: 0},
		"not before it":       {commands: []scene.Command{scene.Back}, want: 0},
		"half of it":          {seek: 0.5, want: 300},
		"without a model":     {commands: []scene.Command{scene.NextDifference}, want: 0},
		"commands of a match": {commands: []scene.Command{scene.Continue, scene.TakeLeft, scene.Clip}, want: 0},
	} {
		s := replayed(t, watch.ReplayConfig{Path: path}, func(s scene.Scene) {
			do(t, s, c.commands...)
			for range c.ticks {
				if err := s.Tick(scene.Tick{}); err != nil {
					t.Fatal(err)
				}
			}
			if c.seek > 0 {
				if err := s.(scene.Seeker).Seek(c.seek); err != nil {
					t.Fatal(err)
				}
			}
		})
		if s.Tick != c.want || s.Ticks != 600 {
			t.Errorf("%s: it stands at tick %d of %d, want %d of 600", name, s.Tick, s.Ticks, c.want)
		}
	}
}

func differences(v *panel.View) (n int) {
	for _, m := range v.Timeline.Marks {
		if m.Kind == panel.Difference {
			n++
		}
	}
	return n
}

func TestTheTimelineShowsTheMatchFromTheViewersSide(t *testing.T) {
	path := file(t)
	lines := map[sim.Side]*panel.Timeline{}
	for _, side := range []sim.Side{sim.Left, sim.Right} {
		replayed(t, watch.ReplayConfig{Path: path, Side: side}, func(s scene.Scene) {
			var v panel.View
			s.View(&v)
			lines[side] = v.Timeline
		})
	}
	l, r := lines[sim.Left], lines[sim.Right]
	if len(l.Odds) != len(r.Odds) || len(l.Odds) < int(l.Len/l.OddsEvery) || len(l.Marks) != len(r.Marks) || l.Live {
		t.Fatalf("%d and %d odds every %d of %d ticks, %d and %d marks, live %v", len(l.Odds), len(r.Odds), l.OddsEvery, l.Len, len(l.Marks), len(r.Marks), l.Live)
	}
	for i := range l.Odds {
		if sum := l.Odds[i] + r.Odds[i]; sum < 0.999 || sum > 1.001 {
			t.Errorf("the odds at %d are %g and %g; want a sum of 1", i, l.Odds[i], r.Odds[i])
		}
	}
	if last := l.Odds[len(l.Odds)-1]; last != 1 {
		t.Errorf("the odds of the winner are %g at the end, want 1", last)
	}
	for i := range l.Marks {
		if l.Marks[i].Side != 1-r.Marks[i].Side || i > 0 && l.Marks[i].Tick < l.Marks[i-1].Tick {
			t.Errorf("mark %d is %+v, and from the right %+v, after %+v", i, l.Marks[i], r.Marks[i], l.Marks[max(i-1, 0)])
		}
	}
}

func TestDisagreementsAreFoundInBothDirections(t *testing.T) {
	path := file(t)
	r, err := duel.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want []int32 // the frames of the presses that took effect
	for tick, in := range r.Inputs {
		if in[0].Skill != sim.None {
			want = append(want, int32(tick)-6)
		}
	}
	at := func(s scene.Scene) int32 {
		var v panel.View
		s.View(&v)
		return v.Timeline.At
	}
	s := replayed(t, watch.ReplayConfig{Path: path, Model: "idler.onnx"}, func(s scene.Scene) {
		do(t, s, scene.Forward)
		v := decided(s)
		if len(v.Sides[0].Bars) != 4 || v.Sides[0].Caption != "idler would: waits" || differences(&v) != len(want) {
			t.Errorf("%d bars, the caption %q, %d marks; want 4, that it waits, %d", len(v.Sides[0].Bars), v.Sides[0].Caption, differences(&v), len(want))
		}
		do(t, s, scene.First, scene.NextDifference)
		if got := at(s); got != want[1] { // the first is where it stood
			t.Errorf("the next disagreement is at tick %d, want %d", got, want[1])
		}
		do(t, s, scene.Last, scene.PreviousDifference)
		if got := at(s); got != want[len(want)-1] {
			t.Errorf("the last disagreement is at tick %d, want %d", got, want[len(want)-1])
		}
		do(t, s, scene.First, scene.PreviousDifference)
		if got := at(s); got != 0 {
			t.Errorf("with no earlier disagreement it moves to %d", got)
		}
	})
	if s.With != "idler" || s.Decisions != 100 || s.Disagreements != len(want) {
		t.Errorf("%+v, want %d disagreements in 100 decisions of idler", *s, len(want))
	}
	if got, want := s.String(), "idler would have done something else in 4 of 100 decisions\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if s := replayed(t, watch.ReplayConfig{Path: path, Model: "poker.onnx"}, func(s scene.Scene) {
		v := decided(s)
		if got := v.Sides[0].Caption; got != "poker would: press poke" {
			t.Errorf("the caption is %q, want the press", got)
		}
		if !notices(&v, "delay of poker is unknown, using 6 ticks") {
			t.Errorf("the notices are %+v; want that the file with the delay is missing", v.Notices)
		}
	}); s.Disagreements != 0 || s.Decisions != 100 {
		t.Errorf("the model that was recorded: %+v, want no disagreement", *s)
	}
}

func TestTheDelayOfARecordedModelIsReadFromItsFile(t *testing.T) {
	old, moved := filepath.Join(t.TempDir(), "pro-tiny.onnx"), filepath.Join(t.TempDir(), "pro-tiny.onnx")
	data, err := os.ReadFile("../../models/pro-tiny.onnx")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{old, moved} {
		err := errors.Join(os.WriteFile(path, data, 0o644), os.WriteFile(path+".json", []byte(`{"kumite.decoder":"decode=gate&gamma=-3&delay=15"}`), 0o644))
		if err != nil {
			t.Fatal(err)
		}
	}
	cfg := config(t, 10, old, "script:dummy")
	cfg.Load = bot.Setup{}.Loader()
	if r := recorded(t, cfg, display{}); len(presses(r, sim.Left)) == 0 {
		t.Fatal("the recorded model never pressed")
	}
	cfg.Record = t.TempDir()
	shown(t, cfg, display{}, 600)
	replay := watch.ReplayConfig{Path: filepath.Join(cfg.Record, "000001.replay"), Load: cfg.Load}
	agrees := func(name, model string) {
		replay.Model = model
		s := replayed(t, replay, func(s scene.Scene) {
			if v := decided(s); len(v.Notices) > 0 {
				t.Errorf("%s: the notices are %+v, want none", name, v.Notices)
			}
		})
		if s.Decisions != 100 || s.Disagreements != 0 {
			t.Errorf("%s: %d disagreements in %d decisions, want 0 in 100", name, s.Disagreements, s.Decisions)
		}
	}
	agrees("the recorded file", old)
	if err := errors.Join(os.Remove(old), os.Remove(old+".json")); err != nil {
		t.Fatal(err)
	}
	agrees("a copy, the recorded file being gone", moved)
}

func TestAReplayThatDoesNotReproduceSaysSo(t *testing.T) {
	path := file(t)
	r, err := duel.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r.Inputs[100][1].Skill = sim.Poke
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Encode(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	s := replayed(t, watch.ReplayConfig{Path: path, Side: sim.Right}, func(s scene.Scene) {
		var v panel.View
		if s.View(&v); v.Sides[0].Name != "dummy" || !notices(&v, "desync") {
			t.Errorf("%s is on the left with notices %+v; want dummy, and the desync", v.Sides[0].Name, v.Notices)
		}
	})
	if !strings.Contains(s.Desync, "desync by tick 120") {
		t.Errorf("the summary says %q", s.Desync)
	}
}
