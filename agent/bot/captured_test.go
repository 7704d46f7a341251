package bot_test

import (
	"image"
	"path/filepath"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
	"github.com/kumite/kumite/vision"
	"github.com/kumite/kumite/vision/cv"
)

// photo returns the frame as a camera would capture it, scale times as large.
func photo(frame *image.Paletted, scale int) cv.Frame {
	size := frame.Rect.Size()
	out := cv.NewFrame(size.X*scale, size.Y*scale)
	var colours [256][3]uint8
	for i, c := range frame.Palette {
		r, g, b := vision.RGBOf(c)
		colours[i] = [3]uint8{b, g, r}
	}
	for y := range out.Height {
		for x := range out.Width {
			copy(out.Pix[3*(y*out.Width+x):], colours[frame.Pix[y/scale*frame.Stride+x/scale]][:])
		}
	}
	return out
}

func TestCapturedFramesLeadToTheSameDecisionsAsDrawnOnes(t *testing.T) {
	for _, scale := range []int{1, 4} {
		plain := open(t, "pro-balanced.onnx", bot.OpenCV)
		c, err := bot.Parse(filepath.Join(shipped, "pro-balanced.onnx"))
		if err != nil {
			t.Fatal(err)
		}
		seen, err := bot.Setup{Eye: bot.OpenCV}.Open(c, agent.DefaultDelayTicks, image.Pt(scale*raster.Width, scale*raster.Height))
		if err != nil {
			t.Fatal(err)
		}
		defer seen.Close()
		w := sim.New(sim.DefaultRules(), 3)
		var scripts [2]*script.Fighter
		for s := range scripts {
			if scripts[s], err = script.New("pro", 3, uint64(16+s)); err != nil {
				t.Fatal(err)
			}
		}
		frame, acted, differ := raster.NewFrame(), 0, 0
		for w.Outcome() == sim.Running && w.Tick < 1800 {
			if w.Tick%agent.PeriodTicks == 0 {
				want, err := plain.Agent.Decide(w.Tick, &raster.Camera{World: &w})
				if err != nil {
					t.Fatal(err)
				}
				raster.Draw(frame, &w, sim.Left)
				got, err := seen.DecideCaptured(w.Tick, photo(frame, scale))
				if err != nil {
					t.Fatal(err)
				}
				if want != sim.None {
					acted++
				}
				if got != want {
					differ++
				}
			}
			var in [2]sim.Input
			for s, f := range scripts {
				if in[s], err = f.Act(&w, sim.Side(s)); err != nil {
					t.Fatal(err)
				}
			}
			w.Step(in)
		}
		if acted == 0 || differ > 0 {
			t.Errorf("at %d times the size: %d presses and %d decisions that differ; want some presses and no difference", scale, acted, differ)
		}
	}
}
