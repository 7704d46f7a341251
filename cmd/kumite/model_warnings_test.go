package main

import (
	"encoding/json"
	"fmt"
	"image"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/cv"
)

// softmaxModel ends in Softmax and states logits.
const softmaxModel = "../../policy/ort/testdata/softmax.onnx"

func TestAModelWhoseScoresAreOfAnotherKindIsWarnedOfOnce(t *testing.T) {
	dir := t.TempDir()
	model := softmaxModel
	units := []string{model + "?name=1", model + "?decode=argmax&refractory=3&name=2"}
	for _, args := range [][]string{
		{"tournament", "--pairs", "2", "--match-seconds", "2", "--workers", "2", "--isolate", "off", model, "script:dummy"},
		{"tournament", "--pairs", "1", "--match-seconds", "2", "--sweep", "delay=0..1", "--isolate", "off", model, "script:dummy"},
		append([]string{"study", "--logs", twoMatches(t), "--out", filepath.Join(dir, "study"), "--pairs", "2", "--resamples", "10"}, units...),
	} {
		code, out, errs := kumite(t, args...)
		if code != 0 {
			t.Fatalf("%v: exit %d\n%s%s", args, code, out, errs)
		}
		var warnings []string
		for line := range strings.Lines(errs) {
			var l struct{ Level, Model, Message string }
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatal(err)
			}
			if l.Level == "warn" && l.Model == model && strings.Contains(l.Message, "set kumite.output to") {
				warnings = append(warnings, line)
			}
		}
		if len(warnings) != 1 {
			t.Errorf("%s: got %d warnings in\n%s; want one", args[0], len(warnings), errs)
		}
	}
}

func TestLogsOfAnotherAspectRatioThanTheModelAreWarnedOf(t *testing.T) {
	dir := t.TempDir()
	for k := range 8 { // no two are the same
		name := string(rune('a' + k))
		video, err := cv.CreateVideo(filepath.Join(dir, name+".mkv"), image.Pt(160, 120), 10)
		if err != nil {
			t.Fatal(err)
		}
		table := "frame,action\n"
		for i := range 200 {
			frame := cv.NewFrame(160, 120)
			for p := range frame.Pix {
				frame.Pix[p] = uint8(i + k + p/480)
			}
			if err := video.WriteCaptured(frame); err != nil {
				t.Fatal(err)
			}
			if i%20 == 5 {
				table += fmt.Sprintf("%d,poke\n%d,lunge\n", i, i+7)
			}
		}
		if err := video.Close(); err != nil {
			t.Fatal(err)
		}
		write(t, dir, name+".csv", []byte(table))
	}
	out := filepath.Join(dir, "logs")
	mustRun(t, "logs", "import", "--out", out, filepath.Join(dir, "*.mkv"), "--classes", "no_action,poke,lunge,fireball,dash,anti_air,guard_break,parry,ultimate")
	const want = "frames of 160×120 are squeezed into the model's input of "
	model := "../../models/pro-tiny.onnx"
	for _, args := range [][]string{{"eval", "--logs", out, model}, {"eval", "--logs", out, "--json", model}, {"logs", "check", out, "--model", model},
		{"tune", "--logs", out, "--resamples", "10", "--dry-run", model},
		{"study", "--logs", out, "--out", filepath.Join(dir, "study"), "--pairs", "2", "--resamples", "10", model, model + "?decode=argmax&name=naive"},
		{"study", "--logs", out, "--out", filepath.Join(dir, "study"), "--pairs", "2", "--resamples", "10", model, model + "?decode=argmax&name=naive"}, // from its folder
	} {
		if _, got, errs := kumite(t, args...); strings.Count(got, want) != 1 {
			t.Errorf("%v: got\n%s%s\nwant one line with %q", args, got, errs, want)
		}
	}
}
