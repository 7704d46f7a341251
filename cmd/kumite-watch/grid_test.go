package main

import (
	"encoding/json"
	"fmt"
	"image"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
)

// In a window of 1280×960 the matches of a grid of 2×2 have twice their size, and one alone has four times it.
func TestAMatchOfAGridIsEnlargedByAKeyAndByAClick(t *testing.T) {
	d := newDesktop(t)
	r := d.open(t.TempDir(), program, "--lockstep", "--script", "1:Equal,2:Equal,3:Equal,25:Space", "--grid", "2x2", "--width", "1280", "--height", "960", "script:pro", "script:rookie")
	d.press('o') // no words over the picture
	all := d.still(r)
	d.press('4')
	fourth := d.picture(r)
	d.click(r.id, 640, 300)
	back := d.picture(r)
	d.release()
	d.click(r.id, 900, 500)
	clicked := d.picture(r)
	d.release()
	d.press('4')
	again := d.picture(r)
	d.press(keyEscape)
	if got := r.ended(t); !strings.Contains(got, "0/0") || !strings.Contains(got, "4 matches at once") {
		t.Errorf("the summary is %q", got)
	}
	at := func(pic image.Image, scale int, cell image.Point) func(x, y int) any {
		return func(x, y int) any {
			return pic.At(scale*(cell.X*raster.Width+x)+scale/2, scale*(cell.Y*raster.Height+y)+scale/2)
		}
	}
	same := func(a, b func(x, y int) any) (n int) {
		for y := 2; y < raster.Height-2; y++ { // without the frames around the matches
			for x := 2; x < raster.Width-2; x++ {
				if a(x, y) == b(x, y) {
					n++
				}
			}
		}
		return n
	}
	last, pixels := image.Pt(1, 1), (raster.Width-4)*(raster.Height-4)
	for name, pic := range map[string]image.Image{"4": fourth, "a click": clicked} {
		if n := same(at(pic, 4, image.Point{}), at(all, 2, last)); n != pixels {
			t.Errorf("after %s %d of %d pixels are those of the fourth match", name, n, pixels)
		}
	}
	for name, pic := range map[string]image.Image{"a click": back, "4": again} {
		if n := same(at(pic, 2, last), at(all, 2, last)); n != pixels {
			t.Errorf("back after %s, %d of %d pixels of the grid are as before", name, n, pixels)
		}
	}
	if n := same(at(all, 2, last), at(all, 2, image.Point{})); n == pixels {
		t.Error("the first and the fourth match look the same, so that nothing was compared")
	}
}

func TestAGridPlaysRecordsAndCounts(t *testing.T) {
	dir := t.TempDir()
	var s watch.MatchSummary
	shown(t, &s, "--lockstep", "--grid", "2x1", "--match-seconds", "1", "--record", dir, "--exit-after", "75", model, "script:dummy")
	if s.Ended != 2 || len(s.Players) != 2 || s.Players[0].Cell != 1 || s.Players[1].Cell != 2 || s.Wins[0]+s.Wins[1]+s.Draws != 2 {
		t.Errorf("the summary is %+v, want two matches", s)
	}
	seeds := map[uint64]bool{}
	for _, name := range []string{"000001.replay", "000002.replay"} {
		r, err := duel.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Verify(); err != nil {
			t.Error(err)
		}
		seeds[r.Seed] = true
	}
	if !seeds[1] || !seeds[2] {
		t.Errorf("the seeds are %v, want 1 and 2", seeds)
	}
}

func TestGridsThatCannotBeShownAreRefusedInOneLine(t *testing.T) {
	for want, args := range map[string][]string{
		"want COLUMNSxROWS":             {"--grid", "2", "script:pro", "script:pro"},
		`"9x9"; want`:                   {"--grid", "9x9", "script:pro", "script:pro"},
		`"1x1"; want`:                   {"--grid", "1x1", "script:pro", "script:pro"},
		"want two contestants":          {"--grid", "2x2"},
		"--grid shows matches that are": {"--grid", "2x2", "--replay", "x.replay"},
		"a person plays one match":      {"--grid", "2x2", "human", "script:pro"},
		"there is no such file":         {"--grid", "2x2", "nowhere.onnx", "script:pro"},
		"--overlay-json":                {"--grid", "2x2", "--overlay-json", "x.json", "script:pro", "script:pro"},
	} {
		code, _, stderr := start(t, nil, args...)
		if code != 2 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%v: exit %d, %q; want exit 2 and one line with %q", args, code, stderr, want)
		}
	}
}

// A recorded run in a loop: N shows the next match, and after the last one the first.
func TestTheMatchesOfARunAreShownInTheWindow(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	if out, err := exec.Command(kumite, "tournament", "--out", dir, "--pairs", "2", "--match-seconds", "20", "script:pro", "script:oracle").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "replays", "*.replay"))
	if err != nil || len(files) != 4 {
		t.Fatalf("the run has %q (%v), want four matches", files, err)
	}
	left := map[int32]int{}
	for _, f := range files {
		r, err := duel.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		left[r.Ticks]++
	}
	keys := "1:F1" // no other match
	var first int32
	for n := range len(files) + 1 {
		var s watch.ReplaySummary
		shown(t, &s, "--attract", dir, "--paused", "--exit-after", "60", "--script", keys)
		if n == 0 {
			first = s.Ticks
		}
		if n == len(files) {
			if s.Ticks != first {
				t.Errorf("after the last match comes one of %d ticks, want the first of %d", s.Ticks, first)
			}
			break
		}
		left[s.Ticks]--
		keys += fmt.Sprintf(",%d:N", 5*(n+1))
	}
	for ticks, n := range left {
		if n != 0 {
			t.Errorf("matches of %d ticks are shown %d times too seldom", ticks, n)
		}
	}
	var s watch.ReplaySummary
	shown(t, &s, "--attract", dir, "--exit-after", "60")
	if s.Tick < 59 || s.Tick > 61 {
		t.Errorf("after a second the match stands at tick %d", s.Tick)
	}
}

func TestTheSummaryOfAGridIsOneDocument(t *testing.T) {
	code, stdout, stderr := start(t, nil, "--json", "--grid", "2x2", "--exit-after", "10", "--width", "640", "--height", "480", "script:pro", "script:pro")
	var s watch.MatchSummary
	if err := json.Unmarshal([]byte(stdout), &s); err != nil || code != 0 || s.Schema != "kumite.watch/1" {
		t.Errorf("exit %d, %q, %q: %v", code, stdout, stderr, err)
	}
}
