package watch_test

import (
	"context"
	"fmt"
	"image"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// gridOf begins a grid.
func gridOf(t *testing.T, cfg watch.MatchConfig, columns, rows int) *watch.Grid {
	t.Helper()
	g, err := watch.NewGrid(cfg, columns, rows)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestEveryMatchOfAGridIsTheSingleMatchOfItsSeed(t *testing.T) {
	cfg := config(t, 2, "poker.onnx", "script:pro")
	cfg.Record = t.TempDir()
	s, err := watch.Run(t.Context(), gridOf(t, cfg, 2, 2), display{}.show(2*120+121+1))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(cfg.Record, "*.replay"))
	if err != nil || len(files) != 8 {
		t.Fatalf("the folder holds %q (%v), want two matches of each of four", files, err)
	}
	seeds := map[uint64]bool{}
	for _, f := range files {
		r, err := duel.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		one := config(t, 2, "poker.onnx", "script:pro")
		one.Seed = r.Seed
		if want := recorded(t, one, display{}); r.FinalHash != want.FinalHash {
			t.Errorf("seed %d ends with hash %s, alone with %s", r.Seed, r.FinalHash, want.FinalHash)
		}
		seeds[r.Seed] = true
	}
	for seed := range uint64(8) {
		if !seeds[seed+1] {
			t.Errorf("seed %d is not among those played: %v", seed+1, seeds)
		}
	}
	got := s.(*watch.MatchSummary)
	if n := got.Wins[0] + got.Wins[1] + got.Draws; got.Ended != 8 || n != 8 || got.Seed != 8 || !strings.Contains(got.Score, "/8 = ") {
		t.Errorf("the summary is %+v, want eight matches", got)
	}
	for i, p := range got.Players {
		if p.Cell != i+1 || p.Name != "poker" {
			t.Errorf("player %d is %s of match %d", i, p.Name, p.Cell)
		}
	}
}

// shows says which match of a grid is shown: 0 is all of them.
func shows(s scene.Scene) int {
	var v panel.View
	s.View(&v)
	var n, of int
	if at := strings.LastIndex(v.Title, ", match "); at >= 0 {
		fmt.Sscanf(v.Title[at:], ", match %d of %d", &n, &of)
	}
	if size := s.Frame().Bounds().Size(); (n > 0) != (size == image.Pt(raster.Width, raster.Height)) {
		return -1
	}
	return n
}

func TestAMatchOfAGridIsShownAtFullSizeAndBack(t *testing.T) {
	g := gridOf(t, config(t, 5, "script:dummy", "script:pro"), 3, 2)
	if _, err := watch.Run(t.Context(), g, func(ctx context.Context, s scene.Scene) (scene.Report, error) {
		inside := func(column, row int) image.Point {
			return image.Pt(column*raster.Width+7, row*raster.Height+raster.Height-1)
		}
		for i, step := range []struct {
			do   func()
			want int
		}{
			{func() {}, 0},
			{func() { g.Pick(2) }, 2}, {func() { g.Pick(2) }, 0}, {func() { g.Pick(2) }, 2}, {func() { g.Pick(6) }, 6},
			{func() { g.PickAt(image.Pt(1, 1)) }, 0},
			{func() { g.PickAt(inside(1, 1)) }, 5}, {func() { g.PickAt(inside(0, 0)) }, 0}, {func() { g.PickAt(inside(2, 0)) }, 3},
			{func() { g.Pick(7) }, 3}, {func() { g.Pick(0) }, 3},
		} {
			step.do()
			if got := shows(s); got != step.want {
				t.Errorf("step %d shows match %d, want %d", i, got, step.want)
			}
			if err := s.Tick(scene.Tick{}); err != nil {
				return scene.Report{}, err
			}
		}
		return scene.Report{}, nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestCommandsReachTheMatchesThatAreShown(t *testing.T) {
	g := gridOf(t, config(t, 60, "script:dummy", "script:dummy"), 2, 1)
	seeds := func() (all []string) {
		for range 2 {
			g.Pick(len(all) + 1)
			var v panel.View
			g.View(&v)
			all = append(all, v.Score[strings.Index(v.Score, "seed"):])
		}
		g.Pick(2)
		return all
	}
	if _, err := watch.Run(t.Context(), g, func(ctx context.Context, s scene.Scene) (scene.Report, error) {
		do(t, s, scene.Next)
		if got := fmt.Sprint(seeds()); got != "[seed 3 seed 4]" {
			t.Errorf("after the next matches the seeds are %s", got)
		}
		g.Pick(2)
		do(t, s, scene.Next)
		g.Pick(2)
		if got := fmt.Sprint(seeds()); got != "[seed 3 seed 6]" {
			t.Errorf("after the next one of the second match the seeds are %s", got)
		}
		do(t, s, scene.TakeLeft)
		var v panel.View
		if s.View(&v); !notices(&v, "a person plays one match") || s.Persons() != [2]bool{} {
			t.Errorf("a side of a grid was taken over: %+v", v.Notices)
		}
		return scene.Report{}, nil
	}); err != nil {
		t.Fatal(err)
	}
}

// A slow machine is slow for every match, and every one of them says so.
func TestASlowGridCountsNoMatch(t *testing.T) {
	cfg := config(t, 6, "script:dummy", "script:dummy")
	now := time.Unix(0, 0)
	cfg.Now = func() time.Time { return now }
	g := gridOf(t, cfg, 2, 1)
	s, err := watch.Run(t.Context(), g, func(ctx context.Context, s scene.Scene) (scene.Report, error) {
		for tick := range 6*60 + 1 {
			if tick%2 == 0 { // both matches read the clock in one tick
				now = now.Add(time.Second / 20)
			}
			if err := s.Tick(scene.Tick{Wall: true}); err != nil {
				return scene.Report{}, err
			}
		}
		var o panel.Overlay
		s.(scene.Overlayer).Overlay(&o)
		slow := 0
		for _, l := range o.Labels {
			if l.Text == "too slow: does not count" {
				slow++
			}
		}
		var v panel.View
		if s.View(&v); slow != 2 || !v.Slow {
			t.Errorf("%d of 2 matches are marked as too slow; the panels say %q", slow, v.Pace)
		}
		return scene.Report{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.(*watch.MatchSummary); got.Slow != 2 || got.Draws != 0 {
		t.Errorf("%d matches are slow and %d count, want 2 and 0", got.Slow, got.Draws)
	}
}

func TestTheMatchesOfAGridStayInTheirPlaces(t *testing.T) {
	cfg := config(t, 60, "script:oracle?name=a-name-that-is-much-too-long-for-a-cell-of-the-grid-and-for-any-picture", "script:spammer")
	g := gridOf(t, cfg, 2, 2)
	if _, err := watch.Run(t.Context(), g, func(ctx context.Context, s scene.Scene) (scene.Report, error) {
		do(t, s, scene.Boxes, scene.Inputs, scene.FrameData, scene.Timers)
		for range 600 {
			if err := s.Tick(scene.Tick{}); err != nil {
				return scene.Report{}, err
			}
			var o panel.Overlay
			s.(scene.Overlayer).Overlay(&o)
			for _, l := range o.Labels {
				line := image.Rect(l.Within.Min.X, l.Y, l.Within.Max.X, l.Y+l.Letters*5/4+2)
				if l.Within.Size() != image.Pt(raster.Width, raster.Height) || !line.In(l.Within) {
					t.Fatalf("the label %q at %d, %d is to stay in %v", l.Text, l.X, l.Y, l.Within)
				}
			}
		}
		return scene.Report{}, nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestAGridThatCannotBeShownIsRefused(t *testing.T) {
	for _, c := range []struct {
		left          string
		columns, rows int
		want          string
	}{
		{"script:pro", 1, 1, "grid of 1×1 matches; want 2 to 9"}, {"script:pro", 5, 2, "grid of 5×2"}, {"script:pro", 0, 4, "grid of 0×4"},
		{"script:pro", -2, -2, "grid of -2×-2"}, {bot.Human, 2, 2, "a person plays one match"}, {"broken.onnx", 2, 2, errBroken.Error()},
	} {
		if _, err := watch.NewGrid(config(t, 5, c.left, "script:pro"), c.columns, c.rows); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s in %d×%d: got %v, want %q", c.left, c.columns, c.rows, err, c.want)
		}
	}
}
