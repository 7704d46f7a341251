package watch_test

import (
	"context"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
	"github.com/kumite/kumite/vision/cv"
)

// footage writes a short video of a match and returns its path.
func footage(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "match.mkv")
	out, err := cv.CreateVideo(path, image.Pt(raster.Width, raster.Height), 20)
	if err != nil {
		t.Fatal(err)
	}
	w, frame := sim.New(sim.DefaultRules(), 3), raster.NewFrame()
	for range 20 {
		raster.Draw(frame, &w, sim.Left)
		if err := out.Write(frame); err != nil {
			t.Fatal(err)
		}
		w.Step([2]sim.Input{})
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAModelDecidesOnFootage(t *testing.T) {
	path := footage(t)
	now := time.Now() // frames are stamped with the time of their reading
	f, err := watch.NewFootage(watch.FootageConfig{Source: path, Model: "../../models/pro-tiny.onnx?name=tiny", Setup: bot.Setup{Eye: bot.OpenCV}, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	var v panel.View
	s, err := watch.Run(t.Context(), f, func(_ context.Context, s scene.Scene) (scene.Report, error) {
		for len(v.Sides[0].Strip) < 3 {
			before := len(v.Sides[0].Strip)
			if err := s.Tick(scene.Tick{}); err != nil {
				return scene.Report{}, err
			}
			v = panel.View{}
			if s.View(&v); len(v.Sides[0].Strip) > before && len(v.Sides[0].Strip) < 3 { // not due again before a period has passed
				for range 10 {
					if err := s.Tick(scene.Tick{}); err != nil {
						return scene.Report{}, err
					}
				}
				var early panel.View
				if s.View(&early); len(early.Sides[0].Strip) != len(v.Sides[0].Strip) {
					t.Errorf("%d decisions, want %d while the clock stands", len(early.Sides[0].Strip), len(v.Sides[0].Strip))
				}
			}
			now = now.Add(live.Period)
			runtime.Gosched()
		}
		if size := s.Frame().Bounds().Size(); size != image.Pt(raster.Width, raster.Height) {
			t.Errorf("the picture is %v, want the video's", size)
		}
		return scene.Report{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got := s.(*watch.FootageSummary)
	if got.Decisions != 3 || got.Source != path || got.Model != "tiny" || len(got.SHA256) != 64 {
		t.Errorf("%+v; want three decisions of tiny", *got)
	}
	if len(v.Sides[0].Bars) < 3 || v.Sides[0].Seen.Width == 0 || v.Sides[1].Name != "source" {
		t.Errorf("the view is %+v; want bars, the model's picture, and the source", v)
	}
}

func TestAModelOfAnotherGameDecidesOnFootageAndPlaysNoDuel(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.onnx")
	data, err := os.ReadFile("../../models/pro-tiny.onnx")
	if err != nil {
		t.Fatal(err)
	}
	classes := `["a","b","c","d","e","f","g","h","idle"]`
	for name, text := range map[string][]byte{path: data, path + ".json": []byte(`{"kumite.classes":` + classes + `,"kumite.no_action":"idle","kumite.decoder":"decode=argmax"}`)} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := watch.NewFootage(watch.FootageConfig{Source: footage(t), Model: path, Setup: bot.Setup{Eye: bot.OpenCV}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	var v panel.View
	s, err := watch.Run(t.Context(), f, func(_ context.Context, s scene.Scene) (scene.Report, error) {
		for len(v.Sides[0].Strip) < 2 { // it has a clock of its own
			if err := s.Tick(scene.Tick{}); err != nil {
				return scene.Report{}, err
			}
			v = panel.View{}
			s.View(&v)
			runtime.Gosched()
		}
		return scene.Report{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.(*watch.FootageSummary); got.Decisions != 2 || len(v.Sides[0].Bars) != 10 || v.Sides[0].Bars[1].Name != "a" {
		t.Errorf("%+v with %d bars; want two decisions, and bars of its classes", *got, len(v.Sides[0].Bars))
	}
	if m, err := (bot.Setup{}).Loader()(bot.Contestant{Path: path, Delay: agent.DelayOf(-1)}, 6); err == nil || !strings.Contains(err.Error(), "classes a, b, c, d, e, f, g, h are not skills of this game") {
		t.Errorf("got %v, %v; want its classes refused in a match", m, err)
	}
}

// noise writes 40 frames of a size, 20 a second, and returns the file.
func noise(t *testing.T, size image.Point) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "clip.mkv")
	out, err := cv.CreateVideo(path, size, 20)
	if err != nil {
		t.Fatal(err)
	}
	frame, draw := cv.NewFrame(size.X, size.Y), rand.New(rand.NewPCG(1, 1))
	for range 40 {
		for i := range frame.Pix {
			frame.Pix[i] = uint8(draw.Uint32())
		}
		if err := out.WriteCaptured(frame); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFootageThatIsCutOrOfAnotherShapeIsReportedAtTheEnd(t *testing.T) {
	cut := noise(t, image.Pt(320, 180))
	data, err := os.ReadFile(cut)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(cut, data[:len(data)/4], 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, want string }{
		{noise(t, image.Pt(180, 320)), "frames of 180×320 are squeezed into the model's input of"},
		{noise(t, image.Pt(320, 240)), "frames of 320×240 are squeezed into the model's input of"},
		{cut, "of 40 frames can be read"},
		{noise(t, image.Pt(320, 180)), ""},
	} {
		f, err := watch.NewFootage(watch.FootageConfig{Source: c.path, Model: "../../models/pro-tiny.onnx", Setup: bot.Setup{Eye: bot.OpenCV}, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		s, err := watch.Run(t.Context(), f, func(_ context.Context, s scene.Scene) (scene.Report, error) {
			for v := (panel.View{}); v.Status != "the source has ended" && !hasNotice(v, "can be read"); runtime.Gosched() {
				v = panel.View{}
				s.View(&v)
			}
			return scene.Report{}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		got := s.(*watch.FootageSummary)
		if c.want == "" && len(got.Warnings) > 0 || c.want != "" && (len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], c.want)) {
			t.Errorf("the warnings are %q, want %q", got.Warnings, c.want)
		}
		if text := got.String(); strings.Count(text, "\n") != 1+len(got.Warnings) || !strings.Contains(text, c.want) {
			t.Errorf("the summary is %q, want a line more with %q", text, c.want)
		}
	}
}

func hasNotice(v panel.View, text string) bool {
	return slices.ContainsFunc(v.Notices, func(n panel.Notice) bool { return strings.Contains(n.Text, text) })
}
