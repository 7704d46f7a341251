package expert_test

import (
	"errors"
	"image"
	"io"
	"path/filepath"
	"slices"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/expert"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/logs"
)

// moment is a frame of a recording compared with the replay at its tick.
type moment struct {
	row     logs.Row
	before  bool      // the frame shows the world before the row's tick
	after   bool      // the frame shows the world after the row's decision period
	pressed sim.Skill // by the recorded side, in the decision period after the frame
}

// moments reads recording i of a folder, whose match number is i+1.
func moments(t *testing.T, folder *logs.Folder, i int) []moment {
	t.Helper()
	replay, err := duel.ReadFile(filepath.Join(folder.Dir(), folder.Recordings[i].Replay))
	if err != nil {
		t.Fatal(err)
	}
	if err := replay.Verify(); err != nil {
		t.Fatal(err)
	}
	r, err := folder.Open(i)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	me := sim.Side((i + 1) % 2)
	world, drawn := replay.Start(), raster.NewFrame()
	var all []moment
	for tick := 0; ; tick += agent.PeriodTicks {
		frame, row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Tick != int64(tick) || int(world.Tick) != tick {
			t.Fatalf("recording %d, frame %d is at tick %d, want %d", i+1, row.Frame, row.Tick, tick)
		}
		m := moment{row: row}
		raster.Draw(drawn, &world, me)
		m.before = same(frame, drawn)
		for _, in := range replay.Inputs[tick:min(tick+agent.PeriodTicks, len(replay.Inputs))] {
			if in[me].Skill != sim.None {
				m.pressed = in[me].Skill
			}
			world.Step(in)
		}
		raster.Draw(drawn, &world, me)
		m.after = same(frame, drawn)
		all = append(all, m)
	}
	if want := (len(replay.Inputs) + agent.PeriodTicks - 1) / agent.PeriodTicks; len(all) != want {
		t.Errorf("recording %d has %d frames for %d ticks, want %d", i+1, len(all), len(replay.Inputs), want)
	}
	return all
}

// same reports whether a video frame and a drawn frame have identical pixels.
func same(video cv.Frame, drawn *image.Paletted) bool {
	var bgr [256][3]uint8
	for i, c := range drawn.Palette {
		r, g, b := vision.RGBOf(c)
		bgr[i] = [3]uint8{b, g, r}
	}
	for i, p := range drawn.Pix {
		if [3]uint8(video.Pix[3*i:3*i+3]) != bgr[p] {
			return false
		}
	}
	return len(video.Pix) == 3*len(drawn.Pix)
}

func TestNoLabelLeaksIntoItsFrame(t *testing.T) {
	dir := t.TempDir()
	cfg := expert.Default()
	cfg.Matches, cfg.Seed, cfg.Workers = 4, 3, 2
	run(t, dir, cfg)
	folder := open(t, dir)
	if len(folder.Recordings) != 4 {
		t.Fatalf("%d recordings, want 4", len(folder.Recordings))
	}
	presses := 0
	for i := range folder.Recordings {
		for _, m := range moments(t, folder, i) {
			if !m.before {
				t.Fatalf("recording %d, frame %d is not the world at tick %d", i+1, m.row.Frame, m.row.Tick)
			}
			if m.row.Action != m.pressed.String() {
				t.Errorf("recording %d, frame %d is labelled %s, want %s, the press in the decision period after it",
					i+1, m.row.Frame, m.row.Action, m.pressed)
			}
			if m.pressed == sim.None {
				continue
			}
			presses++
			if m.after {
				t.Errorf("recording %d, frame %d: a leak of %s would go unnoticed, because the world looks the same one decision later",
					i+1, m.row.Frame, m.pressed)
			}
			if !slices.Contains(m.row.Available, m.row.Action) {
				t.Errorf("recording %d, frame %d: %s was pressed but only %v were available", i+1, m.row.Frame, m.row.Action, m.row.Available)
			}
		}
	}
	if presses < 4 {
		t.Errorf("%d presses in 4 matches, want at least 4", presses)
	}
}
