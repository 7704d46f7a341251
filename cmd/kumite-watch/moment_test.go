package main

import (
	"encoding/json"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/jezek/xgb/xproto"

	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/vision/cv"
)

// absolute returns the full path of a file, for a program in another folder.
func absolute(t *testing.T, path string) string {
	t.Helper()
	full, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return full
}

// saved returns the files of a pattern by the tick in their names.
func saved(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	tick := func(path string) (n int) {
		_, after, _ := strings.Cut(filepath.Base(path), "-tick")
		if _, err := fmt.Sscanf(after, "%d-", &n); err != nil {
			t.Fatalf("%s names no tick: %v", path, err)
		}
		return n
	}
	slices.SortFunc(files, func(a, b string) int { return tick(a) - tick(b) })
	return files
}

// clipSizes returns the sizes of the clips in a folder, in the order in which they were
// made, and how many frames each has.
func clipSizes(t *testing.T, dir string) (sizes []image.Point, frames []int) {
	t.Helper()
	for _, f := range saved(t, filepath.Join(dir, "*.mp4")) {
		v, err := cv.OpenVideo(f)
		if err != nil {
			t.Fatal(err)
		}
		sizes, frames = append(sizes, image.Pt(v.Width(), v.Height())), append(frames, v.FrameCount())
		v.Close()
	}
	return sizes, frames
}

func TestXTakesThePanelsFromClipsAndPictures(t *testing.T) {
	dir := t.TempDir()
	d := newDesktop(t)
	r := d.open(dir, program, "--lockstep", "--width", "960", "--height", "720", "--script", "60:C,70:P,80:X,90:C,100:P", "--exit-after", "130", absolute(t, model), "script:pro")
	r.ended(t)
	sizes, frames := clipSizes(t, dir)
	if len(sizes) != 2 || sizes[0].X != 640 || sizes[0].Y < 500 || sizes[1] != image.Pt(640, 360) {
		t.Errorf("the clips are %v, want one with panels below 640×360 and one of 640×360", sizes)
	}
	for i, n := range frames {
		if n < 20 || n > 50 {
			t.Errorf("clip %d has %d frames, want those of 60 or 90 ticks, 30 a second", i, n)
		}
	}
	pictures := saved(t, filepath.Join(dir, "*.png"))
	if len(pictures) != 2 {
		t.Fatalf("the folder holds the pictures %q, want two", pictures)
	}
	for i, want := range []image.Point{{960, 720}, {960, 540}} {
		if got := decoded(t, pictures[i]).Bounds().Size(); got != want {
			t.Errorf("picture %d is %v, want %v", i, got, want)
		}
		if name := filepath.Base(pictures[i]); !strings.HasPrefix(name, "pro-ce-vs-pro-seed1-match1-tick") {
			t.Errorf("picture %d is named %q", i, name)
		}
	}
}

// panelsFrom is where the panels begin in a window of 960×720.
const panelsFrom = 540

// yellow counts the yellow pixels of the panels.
func yellow(pic image.Image) (n int) {
	b := pic.Bounds()
	for y := panelsFrom; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, blue, _ := pic.At(x, y).RGBA()
			if r > blue+0x2000 && g > blue+0x2000 {
				n++
			}
		}
	}
	return n
}

func TestVMarksInTheWindowWhatMattered(t *testing.T) {
	d := newDesktop(t)
	r := d.open(t.TempDir(), program, "--lockstep", "--width", "960", "--height", "720", "--script", "1:Equal,2:Equal,3:Equal,40:Space",
		absolute(t, model+"?decode=gate&gamma=-9"), "script:spammer")
	was := yellow(d.still(r))
	d.press('v')
	marked := false
	for range 200 { // it is computed beside the window
		if marked = yellow(d.picture(r)) > was+50; marked {
			break
		}
	}
	if !marked {
		t.Errorf("V does not tint the network's input: %d yellow pixels as before", was)
	}
	d.press(keyEscape)
	r.ended(t)
}

func TestAComplaintIsTypedInTheWindow(t *testing.T) {
	dir := t.TempDir()
	d := newDesktop(t)
	r := d.open(dir, program, "--lockstep", "--width", "640", "--height", "480", absolute(t, model), "script:pro")
	d.picture(r)
	d.press(keyF2, keyF7)
	d.picture(r)
	d.press([]xproto.Keysym{'n', 'o', 't', ' ', 'f', 'a', 'i', 'r', ' ', '1', keyReturn}...)
	d.picture(r)
	d.press(keyF7)
	d.picture(r)
	d.press('q', keyEscape) // neither kept nor the keys that leave
	d.picture(r)
	d.press(keyEscape)
	r.ended(t)
	all, err := feedback.Read(filepath.Join(dir, "feedback"))
	if err != nil {
		t.Fatal(err)
	}
	var kinds, notes []string
	for _, c := range all {
		kinds, notes = append(kinds, string(c.Kind)), append(notes, c.Note)
		if c.Contestant != "pro-ce" || c.Side != "left" || c.ModelSHA256 == "" {
			t.Errorf("the complaint is %+v, want one of the model", c)
		}
	}
	if k, n := strings.Join(kinds, "|"), strings.Join(notes, "|"); k != "should_have_acted|note" || n != "|not fair 1" {
		t.Errorf("complaints of %q have the notes %q", kinds, notes)
	}
}

// A note that is being typed is kept when the window closes, however that happens.
func TestANoteIsKeptWhenTheWindowCloses(t *testing.T) {
	for name, leave := range map[string]func(d *desktop, r *running){
		"the close button": func(d *desktop, r *running) { d.close(r.id) },
		"SIGTERM":          func(d *desktop, r *running) { d.check(r.cmd.Process.Signal(syscall.SIGTERM)) },
	} {
		dir := t.TempDir()
		d := newDesktop(t)
		r := d.open(dir, program, "--lockstep", "--width", "640", "--height", "480", absolute(t, model), "script:pro")
		d.picture(r)
		d.press(keyF7)
		d.picture(r)
		d.press('o', 'd', 'd')
		d.picture(r)
		leave(d, r)
		r.ended(t)
		all, err := feedback.Read(filepath.Join(dir, "feedback"))
		if err != nil || len(all) != 1 || all[0].Note != "odd" {
			t.Errorf("%s: the complaints are %+v (%v), want the note", name, all, err)
		}
	}
}

func TestDriftInTheWindowKeepsAClipAndAReplay(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "m.onnx")
	data, err := os.ReadFile("../../models/pro-tiny.onnx")
	if err != nil {
		t.Fatal(err)
	}
	bright := make([]drift.Recording, 2)
	for i := range bright {
		for k := range 1000 {
			bright[i].Samples = append(bright[i].Samples, drift.Sample{Values: [4]float64{0.9 + float64(k)/1e4, 0.1, 0.99, 0.01}})
		}
	}
	sidecar, err := json.Marshal(map[string]any{"kumite.reference": drift.Collect(1, bright)})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{path: data, path + ".json": sidecar} {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	var s watch.MatchSummary
	shown(t, &s, "--lockstep", "--exit-after", "180", "--script", "1:Equal,2:Equal,3:Equal,4:Equal", "m.onnx", "script:dummy")
	if len(s.Drift) != 1 || s.Drift[0].Reason != drift.InputMean {
		t.Fatalf("the events are %+v, want one of %s", s.Drift, drift.InputMean)
	}
	r, err := duel.ReadFile(s.Drift[0].Replay)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Verify(); err != nil || r.Ticks != s.Drift[0].Tick {
		t.Errorf("the replay has %d ticks (%v), want %d", r.Ticks, err, s.Drift[0].Tick)
	}
	if sizes, frames := clipSizes(t, dir); len(sizes) != 1 || sizes[0].Y < 500 || frames[0] != 300 {
		t.Errorf("the clips are %v with %v frames, want ten seconds with panels", sizes, frames)
	}
}
