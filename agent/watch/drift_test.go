package watch_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// referenced copies a shipped model and gives it reference statistics.
func referenced(t *testing.T, ref *drift.Reference) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "m.onnx")
	data, err := os.ReadFile("../../models/pro-tiny.onnx")
	if err != nil {
		t.Fatal(err)
	}
	sidecar, err := json.Marshal(map[string]any{"kumite.reference": ref})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{path: data, path + ".json": sidecar} {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// brightLogs are statistics of inputs that are brighter than the game.
func brightLogs() *drift.Reference {
	bright := make([]drift.Recording, 2)
	for i := range bright {
		for k := range 1000 {
			bright[i].Samples = append(bright[i].Samples, drift.Sample{Values: [4]float64{0.9 + float64(k)/1e4, 0.1, 0.99, 0.01}})
		}
	}
	return drift.Collect(1, bright)
}

// A reference with a sample of every decision fills a window in half a minute. The next
// windows find the same and are no further events.
func TestDriftIsOneEventWithAClipAndAReplay(t *testing.T) {
	model := referenced(t, brightLogs())
	t.Chdir(t.TempDir())
	cfg := config(t, 100, model, "script:dummy")
	const ticks = 3*6*drift.Window + 300
	var log bytes.Buffer
	cfg.Load, cfg.Log, cfg.Now = bot.Setup{}.Loader(), zerolog.New(&log), ticking()
	var began []string
	cfg.Drifted = func(place, name, sha256 string, v drift.Verdict) {
		if began = append(began, v.Began); place != "left" || name != "m" || len(sha256) != 64 || v.Reason != drift.InputMean {
			t.Errorf("%s: %s %s drifts by %q, want left: m by %s", place, name, sha256, v.Reason, drift.InputMean)
		}
	}
	warned := 0
	s := shown(t, cfg, display{look: func(tick int, v *panel.View) {
		if strings.HasPrefix(v.Sides[0].Warning, "DRIFT, not as on the logs: input_mean: PSI ") {
			warned++
		}
	}}, ticks)
	if len(began) != 3 || began[0] != drift.InputMean || strings.Join(began[1:], "") != "" {
		t.Errorf("the windows began episodes of %q, want one of %s", began, drift.InputMean)
	}
	if want := ticks - 6*drift.Window; warned < want-12 || warned > want+12 {
		t.Errorf("the panel warns in %d ticks, want about %d after the window of %d decisions", warned, want, drift.Window)
	}
	if len(s.Drift) != 1 {
		t.Fatalf("the events are %+v, want one", s.Drift)
	}
	e := s.Drift[0]
	if e.Name != "m" || e.Side != "left" || e.Reason != drift.InputMean || !strings.HasPrefix(e.Detail, "input_mean: PSI") || e.Seed != 1 {
		t.Errorf("the event is %+v", e)
	}
	r, err := duel.ReadFile(e.Replay)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Verify(); err != nil || r.Ticks != e.Tick || r.Outcome != "running" {
		t.Errorf("the replay has %d ticks and ends %s (%v), want the %d ticks up to the event", r.Ticks, r.Outcome, err, e.Tick)
	}
	if n, _ := filmed(t, e.Clip); n != 300 {
		t.Errorf("the clip has %d frames, want ten seconds", n)
	}
	for _, want := range []string{`"message":"drift began"`, `"reason":"input_mean"`, `"clip":"` + e.Clip, `"replay":"` + e.Replay} {
		if strings.Count(log.String(), want) != 1 {
			t.Errorf("the log has %q %d times, want once: %s", want, strings.Count(log.String(), want), log.String())
		}
	}
	if !strings.Contains(s.String(), "drift of m, input_mean: ") || !strings.Contains(s.String(), e.Clip) {
		t.Errorf("the summary is %q", s)
	}
}

// Metrics of the matches of a grid are kept apart by their places.
func TestDriftInAGridSaysInWhichMatch(t *testing.T) {
	cfg := config(t, 100, referenced(t, brightLogs()), "script:dummy")
	t.Chdir(t.TempDir())
	cfg.Load, cfg.Now = bot.Setup{}.Loader(), ticking()
	var drifted, sampled []string
	cfg.Drifted = func(place, _, _ string, _ drift.Verdict) { drifted = append(drifted, place) }
	cfg.Sample = func(place, _, _ string, _ live.Stats) {
		if !slices.Contains(sampled, place) {
			sampled = append(sampled, place)
		}
	}
	if _, err := watch.Run(t.Context(), gridOf(t, cfg, 2, 1), display{}.show(6*drift.Window+120)); err != nil {
		t.Fatal(err)
	}
	slices.Sort(sampled)
	if slices.Sort(drifted); !slices.Equal(drifted, []string{"1 left", "2 left"}) || !slices.Equal(sampled, drifted) {
		t.Errorf("drift at %q, samples at %q; want those of two matches", drifted, sampled)
	}
}

// The gauge of a model that was replaced, and its alert, stayed for ever.
func TestAnEpisodeOfDriftEndsWithItsModel(t *testing.T) {
	candidate, err := filepath.Abs("../../models/pro-still.onnx")
	if err != nil {
		t.Fatal(err)
	}
	model := referenced(t, brightLogs())
	t.Chdir(t.TempDir())
	cfg := config(t, 1000, model, "script:dummy")
	cfg.Load, cfg.Candidates = bot.Setup{}.Loader(), candidate
	var drifting, ended string
	cfg.Drifted = func(_, name, sha256 string, v drift.Verdict) {
		if v.Began != "" {
			drifting = name + " " + sha256
		}
		if v.Ended != "" {
			ended = name + " " + sha256
		}
	}
	m, err := watch.NewMatch(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var view panel.View
	if _, err := watch.Run(t.Context(), m, func(ctx context.Context, s scene.Scene) (r scene.Report, err error) {
		for err == nil && drifting == "" {
			err = s.Tick(scene.Tick{})
		}
		if err == nil {
			err = s.Do(ctx, scene.NextCandidate)
		}
		for err == nil && view.Sides[0].Name != "pro-still" {
			err = s.Tick(scene.Tick{})
			s.View(&view)
		}
		return r, err
	}); err != nil {
		t.Fatal(err)
	}
	if drifting == "" || ended != drifting {
		t.Errorf("an episode of %q began, and one of %q ended; want that it ends with its model", drifting, ended)
	}
}

func TestAModelWithoutAReferenceDoesNotDrift(t *testing.T) {
	cfg := config(t, 60, "../../models/pro-tiny.onnx", "script:dummy")
	cfg.Load = bot.Setup{}.Loader()
	cfg.Drifted = func(string, string, string, drift.Verdict) { t.Error("a verdict without a reference") }
	if s := shown(t, cfg, display{}, 2500); len(s.Drift) != 0 {
		t.Errorf("the events are %+v", s.Drift)
	}
}

func TestAReferenceOutOfBoundsIsRefused(t *testing.T) {
	ref := brightLogs()
	ref.Every = -1
	cfg := config(t, 60, referenced(t, ref), "script:dummy")
	cfg.Load = bot.Setup{}.Loader()
	if _, err := watch.NewMatch(cfg); err == nil || !strings.Contains(err.Error(), "m.onnx: kumite.reference: ") || !strings.Contains(err.Error(), "every is -1") {
		t.Errorf("got %v, want a refusal that names the file and the entry", err)
	}
}
