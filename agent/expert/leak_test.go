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

// moment is a frame of a recording beside what its replay says of that tick.
type moment struct {
	row     logs.Row
	showsIt bool      // the frame is the world before the row's tick was played
	late    bool      // the frame is the world when the row's decision period is over
	pressed sim.Skill // by the recorded side, in the decision period after the frame
}

// moments reads recording i of a folder, whose number is i+1.
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
		m.showsIt = same(frame, drawn)
		for _, in := range replay.Inputs[tick:min(tick+agent.PeriodTicks, len(replay.Inputs))] {
			if in[me].Skill != sim.None {
				m.pressed = in[me].Skill
			}
			world.Step(in)
		}
		raster.Draw(drawn, &world, me)
		m.late = same(frame, drawn)
		all = append(all, m)
	}
	if want := (len(replay.Inputs) + agent.PeriodTicks - 1) / agent.PeriodTicks; len(all) != want {
		t.Errorf("recording %d has %d frames for %d ticks, want %d", i+1, len(all), len(replay.Inputs), want)
	}
	return all
}

// same says whether a frame of a video shows a drawn one, pixel for pixel.
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
			if !m.showsIt {
				t.Fatalf("recording %d, frame %d is not the world at tick %d", i+1, m.row.Frame, m.row.Tick)
			}
			if m.row.Action != m.pressed.String() {
				t.Errorf("recording %d, frame %d is labelled %s, and %s was pressed in the decision period after it",
					i+1, m.row.Frame, m.row.Action, m.pressed)
			}
			if m.pressed == sim.None {
				continue
			}
			presses++
			if m.late {
				t.Errorf("recording %d, frame %d: a leak of %s would not be noticed: the world looks the same a decision later",
					i+1, m.row.Frame, m.pressed)
			}
			if !slices.Contains(m.row.Available, m.row.Action) {
				t.Errorf("recording %d, frame %d: %s was pressed, and only %v were available", i+1, m.row.Frame, m.row.Action, m.row.Available)
			}
		}
	}
	if presses < 4 {
		t.Errorf("only %d presses in 4 matches: too few to show anything", presses)
	}
}
