package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
	"github.com/kumite/kumite/vision/cv"
)

func TestAShadowOfTheSameModelAgreesWithIt(t *testing.T) {
	var s watch.MatchSummary
	shown(t, &s, "--lockstep", "--exit-after", "240", "--shadow", model, model, "script:pro")
	g := s.Players[0].Shadow
	if g == nil || g.Frames < 35 || g.Same != g.Frames {
		t.Fatalf("the shadow is counted as %+v; want the same on all of 40 frames", g)
	}
	shown(t, &s, "--lockstep", "--exit-after", "600", "--shadow", model+"?decode=argmax&name=naive", model, "script:pro")
	if g := s.Players[0].Shadow; g.Name != "naive" || g.OnlyActed == 0 || g.OnlyShadow != 0 {
		t.Errorf("beside one that hardly acts the shadow is counted as %+v; want only the model to act", g)
	}
}

func TestTabPutsTheNextCandidateInTheFirstModelsPlace(t *testing.T) {
	var s watch.MatchSummary
	shown(t, &s, "--exit-after", "120", "--script", "20:Tab", "--candidates", "../../models/pro-[bc][ae]*.onnx", model, "script:dummy")
	if s.Players[0].Name != "pro-balanced" {
		t.Errorf("%s plays, want the candidate after pro-ce", s.Players[0].Name)
	}
}

// recording plays a model against pro and writes the replay.
func recording(t *testing.T) (path string, r *duel.Recording) {
	t.Helper()
	dir := t.TempDir()
	var s watch.MatchSummary
	shown(t, &s, "--lockstep", "--record", dir, "--match-seconds", "8", "--exit-after", "70", "--script", "1:Equal,2:Equal,3:Equal,4:Equal", model, "script:pro")
	path = filepath.Join(dir, "000001.replay")
	r, err := duel.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, r
}

func TestAReplayIsScrubbedAndSearchedForDisagreements(t *testing.T) {
	path, r := recording(t)
	for script, want := range map[string]int32{
		"":                                    0,
		"10:End":                              r.Ticks,
		"10:End,20:ArrowLeft":                 r.Ticks - 60,
		"10:ArrowRight,20:ArrowRight":         120,
		"10:ArrowRight,15:Period,20:Period":   62,
		"10:ArrowRight,15:Comma":              59,
		"10:End,20:Home,25:Period,200:Period": 1,
	} {
		var s watch.ReplaySummary
		shown(t, &s, "--replay", path, "--paused", "--exit-after", "40", "--script", script)
		if s.Tick != want || s.Ticks != r.Ticks {
			t.Errorf("keys %q: it stands at tick %d of %d, want %d of %d", script, s.Tick, s.Ticks, want, r.Ticks)
		}
	}
	var forward, last, back watch.ReplaySummary
	args := []string{"--replay", path, "--with", model + "?decode=argmax", "--paused", "--exit-after", "300"}
	shown(t, &forward, append(args, "--script", "250:J")...)
	if forward.Decisions != int(r.Ticks+5)/6 || forward.Disagreements == 0 || forward.Tick == 0 || forward.Tick%6 != 0 {
		t.Fatalf("a model that never acts: %+v; want to stand on the first disagreement", forward)
	}
	shown(t, &last, append(args, "--script", "250:End,260:K")...)
	shown(t, &back, append(args, "--script", "250:End,260:K,270:Home,280:J")...)
	if last.Tick < forward.Tick || back.Tick != forward.Tick {
		t.Errorf("the last disagreement is at %d and the first at %d, then %d", last.Tick, forward.Tick, back.Tick)
	}
}

func TestAReplayThatDoesNotReproduceEndsWithOne(t *testing.T) {
	path, r := recording(t)
	r.Inputs[100][0].Skill = sim.Ultimate
	r.Inputs[100][0].Move = sim.Manual
	var data bytes.Buffer
	if err := errors.Join(r.Encode(&data), os.WriteFile(path, data.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := start(t, nil, "--replay", path, "--exit-after", "10", "--width", "640", "--height", "360")
	if code != 1 || !strings.Contains(stderr, "desync by tick") {
		t.Errorf("exit %d, %q; want exit 1 and where it stops reproducing", code, stderr)
	}
}

func TestAReplayPlaysByItself(t *testing.T) {
	path, _ := recording(t)
	var s watch.ReplaySummary
	shown(t, &s, "--replay", path, "--exit-after", "60")
	if s.Tick != 60 && s.Tick != 59 && s.Tick != 61 {
		t.Errorf("after a second it stands at tick %d", s.Tick)
	}
}

// video writes three seconds of a match as a video and returns its path.
func video(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "match.mkv")
	out, err := cv.CreateVideo(path, image.Pt(raster.Width, raster.Height), 20)
	if err != nil {
		t.Fatal(err)
	}
	w := sim.New(sim.DefaultRules(), 3)
	var fighters [2]*script.Fighter
	for side, name := range []string{"pro", "spammer"} {
		if fighters[side], err = script.New(name, 3, uint64(16+side)); err != nil {
			t.Fatal(err)
		}
	}
	frame := raster.NewFrame()
	for range 180 {
		var in [2]sim.Input
		for side, f := range fighters {
			if in[side], err = f.Act(&w, sim.Side(side)); err != nil {
				t.Fatal(err)
			}
		}
		if w.Tick%3 == 0 {
			raster.Draw(frame, &w, sim.Left)
			if err := out.Write(frame); err != nil {
				t.Fatal(err)
			}
		}
		w.Step(in)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAModelDecidesOnFootage(t *testing.T) {
	var s watch.FootageSummary
	path := video(t)
	shown(t, &s, "--source", path, "--exit-after", "150", model)
	if s.Decisions < 5 || s.Seconds <= 0 || s.Source != path || s.SHA256 == "" {
		t.Errorf("footage of three seconds: %+v; want decisions on it", s)
	}
}

func TestAClipOfWhatWasShownIsSaved(t *testing.T) {
	dir := t.TempDir()
	here, err := filepath.Abs(model)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--exit-after", "200", "--width", "640", "--height", "360", "--script", "100:C", here, "script:pro")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.mp4"))
	if err != nil || len(files) != 1 {
		t.Fatalf("the clips are %v, %v; want one: %s", files, err, out)
	}
	v, err := cv.OpenVideo(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	if n := v.FrameCount(); n < 20 || n > 60 {
		t.Errorf("the clip has %d frames; want those of 100 ticks, 30 a second", n)
	}
}

// versions are what is put in a model's place: of three, one is broken.
func versions(t *testing.T) (good [2][]byte, bad []struct {
	reason string
	data   []byte
}) {
	t.Helper()
	read := func(path string) []byte {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	good = [2][]byte{read(model), read(balanced)}
	other := func(name string) []byte { return read(filepath.Join("../../policy/ort/testdata", name)) }
	return good, []struct {
		reason string
		data   []byte
	}{
		{"empty", []byte{}},
		{"not a complete ONNX file", good[0][:len(good[0])/2]},
		{"not a complete ONNX file", []byte("hello, world, this is not a model")},
		{"is not a skill", other("foreign_class.onnx")},
		{"NaN", other("nan.onnx")},
		{"prior", other("bad_prior.onnx")},
	}
}

func TestAHundredVersionsOfAModelAreSwappedInTheWindow(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.onnx")
	good, bad := versions(t)
	put := func(data []byte) {
		if err := errors.Join(os.WriteFile(path+".part", data, 0o644), os.Rename(path+".part", path)); err != nil {
			t.Fatal(err)
		}
	}
	put(good[1])
	cmd := exec.Command(program, "--json", "--width", "640", "--height", "360", "--match-seconds", "2", path, "script:dummy")
	var stdout strings.Builder
	cmd.Stdout = &stdout
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stderr)
	said := func() (line struct{ Level, Message string }) {
		if !lines.Scan() {
			t.Fatalf("the window has ended: %v, %v", lines.Err(), cmd.Wait())
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		return line
	}
	said() // that the window is open
	for i := range 100 {
		want, data := "", []byte(nil)
		if i%3 < 2 {
			data = good[(i+i/3)%2] // another than the one before
		} else {
			want, data = bad[i/3%len(bad)].reason, bad[i/3%len(bad)].data
		}
		put(data)
		line := said()
		if failed := line.Level == "warn"; failed != (i%3 == 2) || !strings.Contains(line.Message, want) {
			t.Errorf("version %d: the window says %+v; want a reason with %q: %v", i, line, want, i%3 == 2)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	var s watch.MatchSummary
	if err := json.Unmarshal([]byte(stdout.String()), &s); err != nil {
		t.Fatalf("%v in %q", err, stdout.String())
	}
	p := s.Players[0]
	if p.Faults != 0 || p.Decisions == 0 || s.Ended < 2 || uint64(s.Ended) < s.Seed-1 {
		t.Errorf("after a hundred versions: %+v; want every match but the last ended", s)
	}
	t.Logf("%d matches, %d decisions, %d missed; the longest tick took %.0f ms", s.Ended, p.Decisions, p.Missed, s.Window.LongestTickMS)
}
