package bot_test

import (
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim/raster"
)

// The contestant string overrides the sidecar, the sidecar overrides the
// metadata, and all of them override the run's delay.
func TestTheContestantOverridesTheSidecarAndTheSidecarTheMetadata(t *testing.T) {
	dir := t.TempDir()
	tiny, err := os.ReadFile("../../policy/ort/testdata/good.onnx") // its metadata says decode=gate&gamma=-2
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "bare.onnx"), tiny)
	put(t, filepath.Join(dir, "beside.onnx"), tiny)
	put(t, filepath.Join(dir, "beside.onnx.json"), []byte(`{"kumite.decoder":"decode=gate&gamma=-1&delay=12"}`))
	for spec, want := range map[string]struct {
		decoder string
		delay   int32
	}{
		"bare.onnx":                      {"decode=gate&gamma=-2&", agent.DefaultDelayTicks},
		"bare.onnx?gamma=-3&delay=0":     {"decode=gate&gamma=-3&", 0},
		"beside.onnx":                    {"decode=gate&gamma=-1&", 12},
		"beside.onnx?gamma=-3":           {"decode=gate&gamma=-3&", 12},
		"beside.onnx?decode=argmax":      {"decode=argmax&", 12},
		"beside.onnx?delay=3&name=quick": {"decode=gate&gamma=-1&", 3},
	} {
		c, err := bot.Parse(filepath.Join(dir, spec))
		if err != nil {
			t.Fatal(err)
		}
		p, err := bot.New(c, agent.DefaultDelayTicks, bot.Setup{}.Loader())
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Participant().Decoder; !strings.HasPrefix(got, want.decoder) || p.Model().Agent.DelayTicks() != want.delay {
			t.Errorf("%s: decoder %s, %d ticks; want %s… and %d", spec, got, p.Model().Agent.DelayTicks(), want.decoder, want.delay)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestADelayInTheFileThatIsOutOfBoundsIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.onnx")
	tiny, err := os.ReadFile("../../policy/ort/testdata/good.onnx")
	if err != nil {
		t.Fatal(err)
	}
	put(t, path, tiny)
	put(t, path+".json", []byte(`{"kumite.decoder":"decode=argmax&delay=999"}`))
	c, err := bot.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = bot.Setup{}.Open(c, agent.DefaultDelayTicks, image.Pt(raster.Width, raster.Height))
	if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "a delay of 999 ticks; want 0 to 120") {
		t.Errorf("got %v, want the file, the delay and its bounds", err)
	}
}

func TestAFrameSizeThatNoEyeTakesIsAnError(t *testing.T) {
	c, err := bot.Parse("../../models/pro-ce.onnx")
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []image.Point{{}, {X: 100000, Y: 10}, {X: -1, Y: 5}} {
		for _, eye := range []bot.Eye{bot.Fastest, bot.OpenCV} {
			if m, err := (bot.Setup{Eye: eye}).Open(c, 0, size); err == nil {
				t.Errorf("frames of %v: opened %v; want an error", size, m.Path)
			}
		}
	}
}
