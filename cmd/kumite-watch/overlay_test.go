package main

import (
	"image"
	"path/filepath"
	"testing"

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
		"":           false,
		",25:O":      true,
		",25:O,30:O": false,
		",25:B":      true,
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
