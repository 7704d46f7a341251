package watch_test

import (
	"context"
	"image"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim/window/scene"
	"github.com/kumite/kumite/vision/cv"
)

// ticking returns a clock that is a second later at every reading.
func ticking() func() time.Time {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return func() time.Time {
		now = now.Add(time.Second)
		return now
	}
}

// filmed returns the number of frames of a video, and its last one.
func filmed(t *testing.T, path string) (frames int, last cv.Frame) {
	t.Helper()
	v, err := cv.OpenVideo(path)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	last = cv.NewFrame(v.Width(), v.Height())
	for frames = range v.FrameCount() {
		if err := v.Next(last); err != nil {
			t.Fatal(err)
		}
	}
	return v.FrameCount(), last
}

// bright counts the pixels of text in a part of a frame: it is lighter than the game.
func bright(f cv.Frame, in image.Rectangle) (n int) {
	for y := in.Min.Y; y < in.Max.Y; y++ {
		for x := in.Min.X; x < in.Max.X; x++ {
			if p := f.Pix[3*(y*f.Width+x):]; p[0] > 200 && p[1] > 200 && p[2] > 200 {
				n++
			}
		}
	}
	return n
}

// differing counts the pixels of a frame that clearly differ in a larger one, which has the
// same corner and width.
func differing(large, small cv.Frame) (n int) {
	for i := range small.Width * small.Height {
		if d := int(large.Pix[3*i]) - int(small.Pix[3*i]); max(d, -d) > 80 {
			n++
		}
	}
	return n
}

// clips runs a scene for 100 ticks, saves its clips and returns their paths: with panels, and
// plain.
func clips(t *testing.T, s watch.Show) (panels, plain string) {
	t.Helper()
	t.Chdir(t.TempDir())
	if _, err := watch.Run(t.Context(), s, func(ctx context.Context, s scene.Scene) (scene.Report, error) {
		r, err := display{}.show(100)(ctx, s)
		do(t, s, scene.Clip, scene.PlainClip)
		return r, err
	}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.mp4")
	if err != nil || len(files) != 2 {
		t.Fatalf("the folder holds %q (%v), want two clips", files, err)
	}
	return files[0], files[1] // by their times
}

func TestClipsShowThePanelsOrTheGameAlone(t *testing.T) {
	cfg := config(t, 5, "poker.onnx", "script:pro")
	cfg.Now = ticking()
	match := func(t *testing.T) watch.Show {
		m, err := watch.NewMatch(cfg)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	path := file(t)
	for name, c := range map[string]struct {
		show func(t *testing.T) watch.Show
		stem string
		size image.Point // of the plain clip
	}{
		"match": {match, "poker-vs-pro-seed1-match1-tick100-", image.Pt(640, 360)},
		"replay": {func(t *testing.T) watch.Show {
			r, err := watch.NewReplay(watch.ReplayConfig{Path: path, Now: ticking()})
			if err != nil {
				t.Fatal(err)
			}
			return r
		}, "poker-vs-dummy-seed1-000001-tick100-", image.Pt(640, 360)},
		"grid": {func(t *testing.T) watch.Show {
			g, err := watch.NewGrid(cfg, 2, 2)
			if err != nil {
				t.Fatal(err)
			}
			return g
		}, "grid2x2-poker-vs-pro-seed1-match1-tick100-", image.Pt(1280, 720)},
		"a grid that is too wide to enlarge": {func(t *testing.T) watch.Show {
			g, err := watch.NewGrid(cfg, 7, 1)
			if err != nil {
				t.Fatal(err)
			}
			return g
		}, "grid7x1-poker-vs-pro-seed1-match1-tick100-", image.Pt(2240, 180)},
	} {
		t.Run(name, func(t *testing.T) {
			panels, plain := clips(t, c.show(t))
			if !strings.HasPrefix(panels, c.stem) || !strings.HasPrefix(plain, c.stem) {
				t.Errorf("the clips are named %q and %q, want names that begin with %q", panels, plain, c.stem)
			}
			n, with := filmed(t, panels)
			m, alone := filmed(t, plain)
			if n != 50 || m != 50 {
				t.Errorf("the clips have %d and %d frames, want 50 of 100 ticks", n, m)
			}
			if alone.Width != c.size.X || alone.Height != c.size.Y {
				t.Errorf("the game alone is %d×%d, want %v", alone.Width, alone.Height, c.size)
			}
			if below := with.Width * c.size.Y / c.size.X; with.Height < below+150 {
				t.Errorf("the clip with panels is %d×%d; want panels below the picture", with.Width, with.Height)
			}
			if got := bright(with, image.Rect(0, with.Width*c.size.Y/c.size.X, with.Width, with.Height)); got < 500 {
				t.Errorf("the panels have %d bright pixels, want text", got)
			}
			if with.Width == alone.Width { // names and damage are over the picture of the one alone
				if n := differing(with, alone); n < 500 {
					t.Errorf("%d pixels of the picture differ by words", n)
				}
			}
		})
	}
}
