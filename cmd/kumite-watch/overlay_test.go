package main

import (
	"encoding/json"
	"image"
	"path/filepath"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"github.com/kumite/kumite/agent/watch"
)

// shot opens a window of 640×360, which is paused at tick 20 of a match, and returns what
// it shows after the keys of a script.
func shot(t *testing.T, script string) image.Image {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shot.png")
	var s watch.MatchSummary
	shown(t, &s, "--lockstep", "--exit-after", "40", "--script", "20:Space"+script, "--screenshot", path, "script:pro", "script:rookie")
	return decoded(t, path)
}

// differing counts the pixels of the game's picture that differ.
func differing(a, b image.Image) (n int) {
	for y := range 180 {
		for x := 160; x < 480; x++ {
			if a.At(x, y) != b.At(x, y) {
				n++
			}
		}
	}
	return n
}

func TestKeysDrawOverThePictureAndTakeItAway(t *testing.T) {
	plain := shot(t, "")
	for script, want := range map[string]bool{
		"":             false,
		",25:O":        true,
		",25:O,30:O":   false,
		",25:B":        true,
		",25:F1":       true,
		",25:F1,30:F1": false,
		",25:B,26:I,27:Y,28:U,30:B,31:I,32:Y,33:U": false,
	} {
		if n := differing(plain, shot(t, script)); n > 0 != want {
			t.Errorf("keys %q: %d pixels of the picture differ; want some: %v", script, n, want)
		}
	}
}

func TestAMatchIsBegunFromTheStartScreen(t *testing.T) {
	var s watch.MatchSummary
	shown(t, &s, "--candidates", model, "--exit-after", "60", "--script", "10:Tab,20:Tab,25:ArrowRight,30:Enter")
	if len(s.Players) != 1 || s.Players[0].Name != "pro-ce" || s.Players[0].Frames == 0 {
		t.Errorf("%+v; want a match of a person against pro-ce", s)
	}
	shown(t, &s, "--candidates", model, "--exit-after", "20")
	if s.Score != "no match" || s.Window.Ticks == 0 {
		t.Errorf("%+v; want no match", s)
	}
}

func TestTheEndOfAMatchIsAnnouncedOverThePicture(t *testing.T) {
	var pictures [2]image.Image
	for i, keys := range []string{"1:F1,2:F1", "1:O"} { // O hides what is over the picture
		path := filepath.Join(t.TempDir(), "shot.png")
		var s watch.MatchSummary
		shown(t, &s, "--lockstep", "--match-seconds", "1", "--exit-after", "75", "--script", keys+",70:Space", "--screenshot", path, "script:dummy", "script:dummy")
		if s.Ended != 1 {
			t.Fatalf("%d matches have ended, want one", s.Ended)
		}
		pictures[i] = decoded(t, path)
	}
	if n := differing(pictures[0], pictures[1]); n < 500 {
		t.Errorf("the end draws %d pixels over the picture", n)
	}
}

// A click in the timeline goes to its place; N goes to the next mark.
func TestTheTimelineOfAReplayIsClicked(t *testing.T) {
	path, recording := recording(t)
	d := newDesktop(t)
	r := d.open(t.TempDir(), program, "--json", "--paused", "--width", "960", "--height", "720", "--replay", path)
	d.picture(r)
	const timeline = 665 // the middle of it, from the top of the window
	d.click(r.id, 600, timeline)
	d.picture(r)
	d.release()
	d.press(keyEscape)
	var s watch.ReplaySummary
	if err := json.Unmarshal([]byte(r.ended(t)), &s); err != nil {
		t.Fatal(err)
	}
	if share := float64(s.Tick) / float64(recording.Ticks); share < 0.5 || share > 0.65 {
		t.Errorf("a click at 600 of 960 pixels goes to tick %d of %d", s.Tick, recording.Ticks)
	}
	shown(t, &s, "--replay", path, "--paused", "--exit-after", "40", "--script", "10:N")
	first := s.Tick
	shown(t, &s, "--replay", path, "--paused", "--exit-after", "40", "--script", "10:N,15:N,20:N")
	if first <= 0 || s.Tick <= first {
		t.Errorf("N goes to tick %d, and twice more to %d", first, s.Tick)
	}
}

// A window fits a high-density screen, and its letters have more pixels there.
func TestAWindowFitsScreensOfEveryDensity(t *testing.T) {
	for _, c := range []struct{ screen, dpi string }{{"1280x720", "144"}, {"1920x1080", "192"}} {
		number := virtual(t, "-screen", "0", c.screen+"x24", "-noreset", "-ac")
		x, err := xgb.NewConnDisplay(number)
		if err != nil {
			t.Fatal(err)
		}
		root := xproto.Setup(x).DefaultScreen(x)
		size := image.Pt(int(root.WidthInPixels), int(root.HeightInPixels))
		pictures := map[string]image.Image{}
		for _, dpi := range []string{"96", c.dpi} {
			text := "Xft.dpi: " + dpi + "\n"
			if err := xproto.ChangePropertyChecked(x, xproto.PropModeReplace, root.Root, xproto.AtomResourceManager, xproto.AtomString, 8, uint32(len(text)), []byte(text)).Check(); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "shot.png")
			if code, _, stderr := start(t, []string{"DISPLAY=" + number}, "--lockstep", "--exit-after", "10", "--screenshot", path, "script:pro", "script:rookie"); code != 0 {
				t.Fatalf("exit %d: %s", code, stderr)
			}
			pictures[dpi] = decoded(t, path)
			if got := pictures[dpi].Bounds().Size(); got.X > size.X || got.Y > size.Y || got.Y < size.Y*8/10 {
				t.Errorf("on %v with %s dpi the window has %v pixels", size, dpi, got)
			}
		}
		if high, low := tallest(pictures[c.dpi]), tallest(pictures["96"]); high*5 < low*6 {
			t.Errorf("on %v a line of the panels has %d pixels with %s dpi and %d with 96", size, high, c.dpi, low)
		}
		x.Close()
	}
}

// tallest returns the height of the lowest line of text, which is the status at the bottom.
func tallest(pic image.Image) (n int) {
	b := pic.Bounds()
	for y := b.Max.Y - 1; y > b.Max.Y/2; y-- {
		lit := false
		for x := b.Max.X * 3 / 4; x < b.Max.X && !lit; x++ {
			r, _, _, _ := pic.At(x, y).RGBA()
			lit = r > 0x6000
		}
		switch {
		case lit:
			n++
		case n > 0:
			return n
		}
	}
	return n
}
