package main

import (
	"bytes"
	"errors"
	"image"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent"
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
			t.Fatalf("recording %d, frame %d: it is of tick %d, want %d", i+1, row.Frame, row.Tick, tick)
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
	mustRun(t, "record", "--out", dir, "--matches", "4", "--seed", "3")
	folder, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
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

// contents reads the files of a folder.
func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, e := range entries {
		all[e.Name()] = read(t, filepath.Join(dir, e.Name()))
	}
	return all
}

func TestRecordingsDoNotDependOnTheWorkers(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	mustRun(t, "record", "--out", one, "--matches", "4", "--seed", "5", "--workers", "1")
	mustRun(t, "record", "--out", two, "--matches", "4", "--seed", "5", "--workers", "2")
	a, b := contents(t, one), contents(t, two)
	if got, want := slices.Sorted(maps.Keys(b)), slices.Sorted(maps.Keys(a)); !slices.Equal(got, want) {
		t.Fatalf("two workers wrote %v, one wrote %v", got, want)
	}
	compared := 0
	for name, data := range a {
		if ext := filepath.Ext(name); ext != ".csv" && ext != ".replay" && ext != ".json" {
			continue
		}
		compared++
		if !bytes.Equal(data, b[name]) {
			t.Errorf("%s depends on the number of workers", name)
		}
	}
	if compared != 2*4+1 {
		t.Errorf("compared %d files, want a table and a replay of 4 matches and logs.json", compared)
	}
	other := t.TempDir()
	mustRun(t, "record", "--out", other, "--matches", "1", "--seed", "6")
	if bytes.Equal(contents(t, other)["000001.replay"], a["000001.replay"]) {
		t.Error("another seed played the same match")
	}
}

func TestRecordingAgainKeepsWhatIsThereAndAddsTheRest(t *testing.T) {
	dir := t.TempDir()
	first := mustRun(t, "record", "--out", dir, "--matches", "2", "--seed", "5")
	if !strings.Contains(first, "2 recordings, 2 new") {
		t.Errorf("it says %q, want 2 recordings, 2 new", first)
	}
	before := contents(t, dir)
	again := mustRun(t, "record", "--out", dir, "--matches", "3", "--seed", "5")
	if !strings.Contains(again, "3 recordings, 1 new") {
		t.Errorf("it says %q, want 3 recordings, 1 new", again)
	}
	after := contents(t, dir)
	for name, data := range before {
		if name != logs.FileName && !bytes.Equal(data, after[name]) {
			t.Errorf("%s was written again", name)
		}
	}
	refuses(t, []string{"record", "--out", dir, "--matches", "3", "--seed", "6"}, dir, "seed")
}

func TestRecordSaysWhatItCannotDo(t *testing.T) {
	dir := t.TempDir()
	file := write(t, dir, "file", nil)
	for name, c := range map[string]struct{ args, says []string }{
		"an opponent that is none":  {[]string{"--out", dir, "--against", "pro,grandmaster"}, []string{`"grandmaster"`, "rookie"}},
		"an expert that is none":    {[]string{"--out", dir, "--pro", "por"}, []string{`"por"`, "pro"}},
		"nobody to meet":            {[]string{"--out", dir, "--against", ""}, []string{"--against"}},
		"no matches":                {[]string{"--out", dir, "--matches", "0"}, []string{"--matches", "at least 1"}},
		"no workers":                {[]string{"--out", dir, "--workers", "0"}, []string{"--workers", "at least 1"}},
		"a folder below a file":     {[]string{"--out", filepath.Join(file, "logs")}, []string{file}},
		"a file for a folder":       {[]string{"--out", file}, []string{file}},
		"no folder":                 {nil, []string{"out"}},
		"a seed that is no number":  {[]string{"--out", dir, "--seed", "x"}, []string{"--seed", `"x"`}},
		"an argument it has no use": {[]string{"--out", dir, "extra"}, []string{"extra"}},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, append([]string{"record"}, c.args...), c.says...) })
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*.mkv")); len(files) > 0 {
		t.Errorf("a refused run wrote %v", files)
	}
}
