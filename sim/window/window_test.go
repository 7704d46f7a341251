package window

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// duet is a match between two scripts.
type duet struct {
	world    sim.World
	fighters [2]*script.Fighter
	frame    *image.Paletted
}

func newDuet() *duet {
	d := &duet{world: sim.New(sim.DefaultRules(), 5), frame: raster.NewFrame()}
	for s, name := range []string{"pro", "spammer"} {
		f, err := script.New(name, 5, uint64(16+s))
		if err != nil {
			panic(err)
		}
		d.fighters[s] = f
	}
	return d
}

func (d *duet) Do(context.Context, scene.Command) error { return nil }
func (d *duet) Persons() [2]bool                        { return [2]bool{} }

func (d *duet) Frame() image.Image {
	raster.Draw(d.frame, &d.world, sim.Left)
	return d.frame
}

func (d *duet) View(v *panel.View) {
	v.Sides = [2]panel.Side{{Name: "pro", Rate: "7.8 skills a minute"}, {Name: "spammer", Card: panel.Card{Title: "poke"}}}
	v.Score = "pro 0 – 0 spammer"
}

func (d *duet) Tick(scene.Tick) error {
	var in [2]sim.Input
	for s, f := range d.fighters {
		var err error
		if in[s], err = f.Act(&d.world, sim.Side(s)); err != nil {
			return err
		}
	}
	d.world.Step(in)
	return nil
}

// A process can open one window, and only from its main thread, so each test
// opens its own in a copy of this program.
func init() { runtime.LockOSThread() }

func TestMain(m *testing.M) {
	size := os.Getenv("KUMITE_WINDOW_TEST")
	if size == "" {
		os.Exit(m.Run())
	}
	cfg := Config{ExitAfter: ticksShown, Screenshot: os.Getenv("KUMITE_WINDOW_SHOT")}
	if _, err := fmt.Sscanf(size, "%dx%d", &cfg.Width, &cfg.Height); err != nil {
		panic(err)
	}
	if _, err := Run(context.Background(), cfg, newDuet()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

const ticksShown = 200

// show opens a window of that size and returns what it showed at the end.
func show(t *testing.T, width, height int, shot string) (image.Image, error) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("KUMITE_WINDOW_TEST=%dx%d", width, height), "KUMITE_WINDOW_SHOT="+shot)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	f, err := os.Open(shot)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return png.Decode(f)
}

func TestTheWindowShowsRastersPixelsAndNothingOverThem(t *testing.T) {
	d := newDuet()
	for range ticksShown {
		if err := d.Tick(scene.Tick{}); err != nil {
			t.Fatal(err)
		}
	}
	want := raster.NewFrame()
	raster.Draw(want, &d.world, sim.Left)
	for _, size := range []image.Point{{640, 360}, {1280, 720}} {
		got, err := show(t, size.X, size.Y, filepath.Join(t.TempDir(), "shot.png"))
		if err != nil {
			t.Fatalf("%v (windows need a display: run `make test`, which brings a virtual one)", err)
		}
		if got.Bounds().Size() != size {
			t.Fatalf("the window is %v, want %v", got.Bounds().Size(), size)
		}
		p, err := panel.NewPainter()
		if err != nil {
			t.Fatal(err)
		}
		at, f := layout(size, image.Pt(raster.Width, raster.Height), p.LeastHeight(size, false), false)
		scale := int(f)
		for y := at.Min.Y; y < at.Max.Y; y++ {
			for x := at.Min.X; x < at.Max.X; x++ {
				r, g, b, _ := got.At(x, y).RGBA()
				wr, wg, wb, _ := want.At((x-at.Min.X)/scale, (y-at.Min.Y)/scale).RGBA()
				if r != wr || g != wg || b != wb {
					t.Fatalf("%v: pixel %d,%d is %v, raster has %v", size, x, y, got.At(x, y), want.At((x-at.Min.X)/scale, (y-at.Min.Y)/scale))
				}
			}
		}
		panels := 0
		for y := at.Max.Y; y < size.Y; y++ {
			for x := range size.X {
				if r, _, _, _ := got.At(x, y).RGBA(); r > 0x8000 {
					panels++
				}
			}
		}
		if panels < 200 {
			t.Errorf("%v: the panels hold %d bright pixels, want text", size, panels)
		}
	}
}

func TestAScreenshotThatCannotBeWrittenIsAnError(t *testing.T) {
	_, err := show(t, 640, 360, filepath.Join(t.TempDir(), "no", "such", "folder.png"))
	if err == nil || !strings.Contains(err.Error(), "save screenshot") {
		t.Errorf("got %v", err)
	}
}

func TestThePictureIsScaledByWholeNumbers(t *testing.T) {
	for _, c := range []struct {
		window image.Point
		panels int
		scale  float64
	}{
		{image.Pt(640, 360), 170, 1}, {image.Pt(640, 360), 0, 2}, {image.Pt(1280, 720), 180, 3}, {image.Pt(1280, 720), 0, 4},
		{image.Pt(1919, 1079), 0, 5}, {image.Pt(330, 200), 150, 1}, {image.Pt(100, 400), 0, 0.25},
	} {
		at, scale := layout(c.window, image.Pt(raster.Width, raster.Height), c.panels, false)
		if scale != c.scale || at.Dx() != int(scale*raster.Width) || at.Dy() != int(scale*raster.Height) {
			t.Errorf("%v with panels of %d: %v at scale %v, want scale %v", c.window, c.panels, at, scale, c.scale)
		}
	}
}

func TestFootageFillsItsRoom(t *testing.T) {
	at, scale := layout(image.Pt(960, 720), image.Pt(1280, 720), 180, true)
	if at != image.Rect(0, 0, 960, 540) || scale != 0.75 {
		t.Errorf("footage is at %v, scale %v; want all of the width at 0.75", at, scale)
	}
}

func TestANewWindowFitsTheMonitor(t *testing.T) {
	for _, c := range []struct{ requested, monitor, want image.Point }{
		{image.Pt(0, 0), image.Pt(1920, 1080), image.Pt(1296, 972)},
		{image.Pt(0, 0), image.Pt(3840, 2160), image.Pt(2592, 1944)},
		{image.Pt(0, 0), image.Pt(800, 1280), image.Pt(720, 540)},
		{image.Pt(960, 720), image.Pt(1920, 1080), image.Pt(960, 720)},
		{image.Pt(960, 720), image.Pt(960, 540), image.Pt(960, 486)}, // 1920×1080 at 192 dpi
		{image.Pt(960, 720), image.Pt(1280, 720), image.Pt(960, 648)},
		{image.Pt(5000, 5000), image.Pt(1280, 720), image.Pt(1152, 648)},
		{image.Pt(640, 360), image.Pt(0, 0), image.Pt(640, 360)},
	} {
		if got := startSize(c.requested, c.monitor); got != c.want {
			t.Errorf("%v on %v opens as %v, want %v", c.requested, c.monitor, got, c.want)
		}
	}
}
