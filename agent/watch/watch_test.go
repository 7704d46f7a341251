package watch_test

import (
	"context"
	"errors"
	"image"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
	"github.com/kumite/kumite/vision"
)

// network is a fake with the same scores for every frame.
type network struct{ input, scores []float32 }

func (n network) Input() vision.Input            { return vision.Input{Floats: n.input} }
func (network) RunWithin(time.Duration) error    { return nil }
func (network) RunWithinCPU(time.Duration) error { return nil }
func (network) Warm(time.Duration) error         { return nil }
func (network) Reset()                           {}
func (network) Cancel()                          {}
func (n network) Scores() []float32              { return n.scores }

var classes = []string{policy.NoAction, "poke", "lunge"}

// models loads fakes by their file's name and counts those that are open.
type models struct {
	t    *testing.T
	open int
}

var errBroken = errors.New("broken.onnx: zero bytes")

func (m *models) load(c bot.Contestant, delayTicks int32) (*bot.Model, error) {
	scores := map[string][]float32{"poker.onnx": {0, 5, 0}, "lunger.onnx": {0, 0, 5}, "idler.onnx": {5, 0, 0}}[c.Path]
	if scores == nil {
		return nil, errBroken
	}
	decoder, err := policy.NewDecoder(policy.Contract{
		Classes: classes, Output: policy.Logits, Semantics: policy.Natural, Temperature: 1, Bias: make([]float64, 3), Decoder: "decode=argmax",
	}, c.Query)
	if err != nil {
		return nil, err
	}
	spec := vision.Spec{Width: 80, Height: 45, Color: vision.Gray, Stack: 1, Layout: vision.NCHW, Scale: 1, Type: vision.Float32}
	seer, err := vision.NewPreprocessor(spec, image.Pt(raster.Width, raster.Height))
	if err != nil {
		return nil, err
	}
	a, err := agent.New(agent.Config{DelayTicks: delayTicks, Frame: raster.NewFrame()},
		agent.Parts{Seer: seer, Network: network{make([]float32, spec.Len()), scores}, Decoder: decoder, Classes: classes})
	if err != nil {
		return nil, err
	}
	m.open++
	return &bot.Model{Agent: a, Seer: seer, Decoder: decoder, Path: c.Path, SHA256: "0123456789abcdef", Query: decoder.String(), Seed: decoder.Seed, Close: func() error {
		m.open--
		return seer.Close()
	}}, nil
}

// config is of matches of so many seconds between two contestants.
func config(t *testing.T, seconds int32, left, right string) watch.MatchConfig {
	t.Helper()
	rules := sim.DefaultRules()
	rules.MatchTicks = seconds * sim.TickRate
	m := &models{t: t}
	t.Cleanup(func() {
		if m.open != 0 {
			t.Errorf("%d models are still open", m.open)
		}
	})
	return watch.MatchConfig{Contestants: [2]string{left, right}, Load: m.load, Rules: rules, Seed: 1, Now: time.Now}
}

// display ticks a scene in lockstep and lets a test look and act before each tick.
type display struct {
	at   map[int]scene.Command            // by tick of the display, from 0
	pads func(tick int) (p [2]scene.Pad)  // nil for none
	look func(tick int, view *panel.View) // nil for nobody
}

func (d display) show(ticks int) watch.Display {
	return func(ctx context.Context, s scene.Scene) (scene.Report, error) {
		for tick := range ticks {
			if c, ok := d.at[tick]; ok {
				if err := s.Do(ctx, c); err != nil {
					return scene.Report{}, err
				}
			}
			if d.look != nil {
				var v panel.View
				s.View(&v)
				d.look(tick, &v)
			}
			var in scene.Tick
			if d.pads != nil {
				in.Pads = d.pads(tick)
			}
			if err := s.Tick(in); err != nil {
				return scene.Report{}, err
			}
		}
		return scene.Report{Ticks: ticks, Seconds: float64(ticks) / sim.TickRate}, nil
	}
}

// shown runs matches for so many ticks.
func shown(t *testing.T, cfg watch.MatchConfig, d display, ticks int) *watch.MatchSummary {
	t.Helper()
	m, err := watch.NewMatch(cfg)
	if err != nil {
		t.Fatal(err)
	}
	s, err := watch.Run(t.Context(), m, d.show(ticks))
	if err != nil {
		t.Fatal(err)
	}
	return s.(*watch.MatchSummary)
}

func TestAnErrorOfTheDisplayComesWithTheSummary(t *testing.T) {
	lost := errors.New("the display is gone")
	m, err := watch.NewMatch(config(t, 5, "poker.onnx", "script:pro"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := watch.Run(t.Context(), m, func(ctx context.Context, s scene.Scene) (scene.Report, error) {
		r, _ := display{}.show(30)(ctx, s)
		return r, lost
	})
	if !errors.Is(err, lost) {
		t.Errorf("got error %v, want %v", err, lost)
	}
	if got := s.(*watch.MatchSummary).Window.Ticks; got != 30 {
		t.Errorf("the summary has %d ticks, want 30", got)
	}
}

func TestAContextThatEndsIsNotAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m, err := watch.NewMatch(config(t, 5, "poker.onnx", "script:pro"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := watch.Run(ctx, m, func(ctx context.Context, s scene.Scene) (scene.Report, error) {
		cancel()
		return scene.Report{}, ctx.Err()
	}); err != nil {
		t.Errorf("got %v, want none", err)
	}
}

// failing is a show whose work beside the display fails.
type failing struct {
	watch.Show
	err error
}

func (f failing) Run(context.Context) error { return f.err }

func TestAShowThatFailsEndsTheDisplay(t *testing.T) {
	broken := errors.New("broken")
	for name, seen := range map[string]error{"display that is cancelled": context.Canceled, "display that closes": nil, "scene with the same error": broken} {
		m, err := watch.NewMatch(config(t, 5, "poker.onnx", "script:pro"))
		if err != nil {
			t.Fatal(err)
		}
		s, err := watch.Run(t.Context(), failing{m, broken}, func(ctx context.Context, _ scene.Scene) (scene.Report, error) {
			<-ctx.Done()
			return scene.Report{Ticks: 7}, seen
		})
		if !errors.Is(err, broken) || err.Error() != broken.Error() {
			t.Errorf("%s: got error %v, want %v alone", name, err, broken)
		}
		if got := s.(*watch.MatchSummary).Window.Ticks; got != 7 {
			t.Errorf("%s: the summary has %d ticks, want 7", name, got)
		}
	}
}

func TestAClipIsNamedByWhoPlaysAndWhen(t *testing.T) {
	t.Chdir(t.TempDir())
	cfg := config(t, 5, "script:dummy", "script:dummy")
	cfg.Now = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC) }
	shown(t, cfg, display{at: map[int]scene.Command{50: scene.Clip}}, 60)
	if files, err := filepath.Glob("*"); err != nil || len(files) != 1 || files[0] != "dummy-vs-dummy_2-seed1-match1-tick50-20260102-030405.678.mp4" {
		t.Errorf("the folder holds %q (%v), want only dummy-vs-dummy_2-seed1-match1-tick50-20260102-030405.678.mp4", files, err)
	}
}

func TestAClipIsAbandonedWhenTheContextEnds(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	m, err := watch.NewMatch(config(t, 5, "script:dummy", "script:dummy"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := watch.Run(ctx, m, func(ctx context.Context, s scene.Scene) (scene.Report, error) {
		r, err := display{}.show(60)(ctx, s)
		cancel()
		return r, errors.Join(err, s.Do(ctx, scene.Clip))
	}); err != nil {
		t.Fatal(err)
	}
	if files, err := filepath.Glob("*"); err != nil || len(files) != 0 {
		t.Errorf("the folder holds %q (%v), want nothing", files, err)
	}
}

func TestWhatWasLoadedIsClosedWhenALaterModelFails(t *testing.T) {
	cfg := config(t, 5, "poker.onnx", "broken.onnx")
	if _, err := watch.NewMatch(cfg); !errors.Is(err, errBroken) {
		t.Errorf("got %v, want %v", err, errBroken)
	}
	cfg = config(t, 5, "poker.onnx", "lunger.onnx")
	cfg.Shadow = "broken.onnx"
	if _, err := watch.NewMatch(cfg); !errors.Is(err, errBroken) {
		t.Errorf("shadow: got %v, want %v", err, errBroken)
	}
}

func TestEveryBadFieldIsReported(t *testing.T) {
	for name, c := range map[string]struct {
		config interface{ Validate() error }
		want   []string
	}{
		"match": {watch.MatchConfig{Contestants: [2]string{"script:pr0", "human"}, Delay: agent.DelayOf(999), Candidates: "[", Shadow: "script:pro"},
			[]string{`did you mean "pro"`, "match_ticks 0 is outside", "want 0 to 120 ticks", `candidates "[": syntax error`, "shadow script:pro is not a model", "now: want a clock"}},
		"match without a model": {watch.MatchConfig{Contestants: [2]string{"script:pro", "human"}, Rules: sim.DefaultRules(), Candidates: "*.onnx", Shadow: "a.onnx", Now: time.Now},
			[]string{`candidates "*.onnx": want a model on one side`, "shadow a.onnx: want a model on one side"}},
		"match without a loader": {watch.MatchConfig{Contestants: [2]string{"a.onnx", "human"}, Rules: sim.DefaultRules(), Now: time.Now},
			[]string{"load: "}},
		"replay":  {watch.ReplayConfig{Side: 7, Model: "script:pro", Delay: agent.DelayOf(-1)}, []string{"want the path", "side is 7", "model script:pro is not a model", "load: ", "want 0 to 120 ticks", "now: want a clock"}},
		"footage": {watch.FootageConfig{Model: "script:pro", Delay: agent.DelayOf(-1)}, []string{"source: want", "bot.OpenCV", "is not a model", "want 0 to 120 ticks", "now: want a clock"}},
	} {
		err := c.config.Validate()
		if err == nil {
			t.Errorf("%s: accepted", name)
			continue
		}
		if got := strings.Split(err.Error(), "\n"); len(got) != len(c.want) {
			t.Errorf("%s: %d complaints %q, want %d", name, len(got), got, len(c.want))
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q lacks %q", name, err, want)
			}
		}
	}
	for name, c := range map[string]interface{ Validate() error }{
		"two persons": watch.MatchConfig{Contestants: [2]string{"human", "human"}, Rules: sim.DefaultRules(), Now: time.Now},
		"replay":      watch.ReplayConfig{Path: "a.replay", Side: sim.Right, Now: time.Now},
		"footage":     watch.FootageConfig{Source: "0", Model: "a.onnx", Setup: bot.Setup{Eye: bot.OpenCV}, Now: time.Now},
	} {
		if err := c.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
