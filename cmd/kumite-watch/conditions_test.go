package main

import (
	"encoding/json"
	"image"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/watch"
)

// fastest is a key script that plays at the highest speed.
const fastest = "1:Equal,2:Equal,3:Equal,4:Equal"

// stateAfter runs a window and returns its summary and the last state for overlays.
func stateAfter(t *testing.T, args ...string) (s watch.MatchSummary, last watch.State) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.json")
	shown(t, &s, append(args, "--overlay-json", path)...)
	return s, stateIn(t, path)
}

func stateIn(t *testing.T, path string) (s watch.State) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A machine that stands still for a second and a half plays two seconds of the game in
// three and a half. A slower one than this only makes it worse.
func TestAMatchOnASlowMachineIsMarkedAndNotCounted(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state.json")
	d := newDesktop(t)
	r := d.open(t.TempDir(), program, "--json", "--countdown", "0", "--width", "640", "--height", "360", "--match-seconds", "6", "--exit-after", "420",
		"--overlay-json", state, "script:pro", "script:rookie")
	for tick := int32(0); tick < 150; { // the opening of the window is not measured
		var s watch.State
		if data, err := os.ReadFile(state); err == nil && json.Unmarshal(data, &s) == nil {
			tick = s.Tick
		}
		time.Sleep(10 * time.Millisecond)
	}
	d.check(r.cmd.Process.Signal(syscall.SIGSTOP))
	time.Sleep(1500 * time.Millisecond)
	d.check(r.cmd.Process.Signal(syscall.SIGCONT))
	var s watch.MatchSummary
	if err := json.Unmarshal([]byte(r.ended(t)), &s); err != nil {
		t.Fatal(err)
	}
	if s.Ended != 1 || s.Slow != 1 || s.Wins != [2]int{} || s.Draws != 0 {
		t.Errorf("%+v; want one match, slow and not counted", s)
	}
}

func TestAPersonWhoTouchesNothingLoses(t *testing.T) {
	for _, opponent := range []string{"script:pro", model} {
		s, last := stateAfter(t, "--lockstep", "--match-seconds", "30", "--exit-after", "160", "--script", fastest, "human", opponent)
		if s.Ended == 0 || s.Wins != [2]int{0, s.Ended} {
			t.Errorf("against %s: %+v, the last state %+v; want that the person loses", opponent, s, last)
		}
	}
}

// pictureOf returns what a window shows at the end.
func pictureOf(t *testing.T, args ...string) image.Image {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shot.png")
	if code, _, stderr := start(t, nil, append(args, "--screenshot", path)...); code != 0 {
		t.Fatalf("%v: exit %d, %s", args, code, stderr)
	}
	return decoded(t, path)
}

func TestACountdownPrecedesTheMatch(t *testing.T) {
	args := []string{"--width", "640", "--height", "360", "--lockstep", "--countdown", "2", "script:pro", "script:rookie"}
	with, without := pictureOf(t, append(args, "--exit-after", "40", "--script", "30:Space")...), pictureOf(t, append(args, "--exit-after", "40", "--script", "1:O,30:Space")...)
	if n := differing(with, without); n < 100 {
		t.Errorf("the countdown draws %d pixels over the picture", n)
	}
	state := filepath.Join(t.TempDir(), "state.json")
	for end, begun := range map[string]bool{"60": false, "180": true} {
		pictureOf(t, append(args, "--overlay-json", state, "--exit-after", end)...)
		if last := stateIn(t, state); last.Tick >= 30 != begun {
			t.Errorf("after %s ticks, 120 of them of the countdown, the match is at tick %d", end, last.Tick)
		}
	}
}

func TestAKnockOutIsAnnounced(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state.json")
	args := []string{"--width", "640", "--height", "360", "--lockstep", "--countdown", "0", "--exit-after", "104", "--overlay-json", state, "script:oracle", "script:dummy"}
	with := pictureOf(t, append(args, "--script", fastest+",96:Space")...)
	if last := stateIn(t, state); last.Outcome != "left" || last.SecondsLeft < 10 {
		t.Fatalf("the window shows %+v, want the end of a match before its bell", last)
	}
	if n := differing(with, pictureOf(t, append(args, "--script", fastest+",5:O,96:Space")...)); n < 500 {
		t.Errorf("a knock-out draws %d pixels over the picture", n)
	}
}

func TestJPausesAReplayAtTheMark(t *testing.T) {
	path, r := recording(t)
	var soon, later watch.ReplaySummary
	shown(t, &soon, "--replay", path, "--exit-after", "60", "--script", "40:J")
	shown(t, &later, "--replay", path, "--exit-after", "160", "--script", "40:J")
	if soon.Tick != later.Tick || soon.Tick == 0 || soon.Tick == r.Ticks {
		t.Errorf("20 ticks after J it stands at %d, and 120 after it at %d; want that it stays", soon.Tick, later.Tick)
	}
}

func TestAPressWithoutStaminaGetsAWord(t *testing.T) {
	_, last := stateAfter(t, "--lockstep", "--exit-after", "46", "--script", fastest+",8:Digit3,14:Digit2,20:Digit6,26:Digit5,32:Digit7,38:Digit4,44:Digit1", "human", "script:dummy")
	if l := last.Sides[0]; l.Pressed != "pressed poke" || !strings.HasPrefix(l.Result, "not possible: stamina ") {
		t.Errorf("the panel says %+v; want that stamina is lacking", l)
	}
}

func TestEnterSkipsNoMatchThatIsNotOver(t *testing.T) {
	for key, seed := range map[string]uint64{"Enter": 1, "N": 2} {
		s, last := stateAfter(t, "--lockstep", "--exit-after", "80", "--script", "40:"+key, "script:pro", "script:rookie")
		if s.Ended != 0 || last.Seed != seed {
			t.Errorf("%s: %d matches have ended, and that of seed %d is shown; want none, and seed %d", key, s.Ended, last.Seed, seed)
		}
	}
}

// anywhere counts the pixels of the left and the right half that differ.
func anywhere(a, b image.Image) (n [2]int) {
	size := a.Bounds().Size()
	for y := range size.Y {
		for x := range size.X {
			if a.At(x, y) != b.At(x, y) {
				n[x*2/size.X]++
			}
		}
	}
	return n
}

func TestLShowsTheLatencyOfBothModelsInAnyWindow(t *testing.T) {
	for _, size := range [][2]string{{"480", "360"}, {"1280", "720"}} {
		args := []string{"--width", size[0], "--height", size[1], "--countdown", "0", "--lockstep", "--exit-after", "60", model, strings.Replace(model, "pro-ce", "pro-tiny", 1)}
		without, with := pictureOf(t, append(args, "--script", "40:Space")...), pictureOf(t, append(args, "--script", "30:L,40:Space")...)
		changed := anywhere(without, with)
		if changed[0] == 0 || changed[1] == 0 {
			t.Errorf("%v: L changes %d pixels of the left half and %d of the right; want both models", size, changed[0], changed[1])
		}
	}
}

func TestASettingsFileSetsTextAndColours(t *testing.T) {
	args := []string{"--width", "1280", "--height", "720", "--countdown", "0", "--lockstep", "--exit-after", "40", "--script", "20:Space", "script:pro", "script:rookie"}
	set := func(text string) image.Image {
		path := filepath.Join(t.TempDir(), "keys.toml")
		if err := os.WriteFile(path, []byte("[window]\n"+text), 0o600); err != nil {
			t.Fatal(err)
		}
		return pictureOf(t, append(args, "--keys", path)...)
	}
	plain, large, safe := set(""), set("text_size = 2"), set(`colors = "safe"`)
	if a, b := tallest(plain), tallest(large); b*2 < a*3 {
		t.Errorf("a line has %d pixels, and %d at twice the size", a, b)
	}
	if n := anywhere(plain, safe)[0]; n == 0 {
		t.Error("safe colours change no pixel")
	}
}
