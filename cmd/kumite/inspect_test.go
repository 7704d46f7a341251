package main

import (
	"bytes"
	"image/png"
	"path/filepath"
	"strings"
	"testing"
)

func TestInspectPrintsOneDocumentAndWritesThePicture(t *testing.T) {
	picture := filepath.Join(t.TempDir(), "p.png")
	doc := fields(t, mustRun(t, "inspect", "--json", "--canary", strings.TrimSuffix(model, ".onnx")+".canary.json", "--picture", picture, model+"?gamma=-2"))
	for key, want := range map[string]any{"schema": "kumite.inspect/1", "opset": 13.0, "model": model} {
		if doc[key] != want {
			t.Errorf("%s is %v, want %v", key, doc[key], want)
		}
	}
	img, err := png.Decode(bytes.NewReader(read(t, picture)))
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size.X != 80 || size.Y != 45 {
		t.Errorf("the picture is %v, want 80×45", size)
	}
	table := mustRun(t, "inspect", model+"?gamma=-2")
	for _, want := range []string{"107225 parameters", "input: 80×45 gray, 2 frames", "gamma=-2 (contestant)", "│ match 150 │"} {
		if !strings.Contains(table, want) {
			t.Errorf("the table lacks %q:\n%s", want, table)
		}
	}
}

func TestInspectNamesTheRuleThatIsBrokenAndExitsWithOne(t *testing.T) {
	file, picture := copied(t), filepath.Join(t.TempDir(), "p.png")
	write(t, filepath.Dir(file), "m.onnx.json", []byte(`{"kumite.train_prior":[0.5,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1]}`))
	code, out, errs := kumite(t, "inspect", "--picture", picture, file)
	if code != 1 || !strings.Contains(out, "BROKEN: kumite.train_prior sums to 1.3") || !strings.Contains(out, "not checked") || !strings.Contains(errs, "breaks a rule: kumite.train_prior") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if found, _ := filepath.Glob(picture); found != nil {
		t.Error("there is a picture of what no network has seen")
	}
}

func TestInspectExitsWithOneForAGraphOrSidecarThatBreaksARule(t *testing.T) {
	recurrent := read(t, "../../policy/ort/testdata/recurrent.onnx")
	for sidecar, want := range map[string]string{
		`{"kumite.state":{}}`:                        "2 inputs have no value: frames, h; ",
		`{"kumite.outputs":{"scores":"label"}}`:      "output is of type int64; want float32 or float16, the scores before an ArgMax; inputs: frames float32[N,1,45,80], h float32[1,N,3], speed float32[]; outputs: label int64[N], ",
		`{"kumite.inputs":{"speed":"distance"}}`:     "nothing else can be fed, because the agent sees pixels only",
		`{"kumite.stat":{}}`:                         `key "kumite.stat" is unknown; did you mean "kumite.state"?`,
		`{"kumite.state":{},"kumite.temperature":0}`: "breaks 2 rules, first: 2 inputs have no value",
	} {
		dir := t.TempDir()
		file := write(t, dir, "m.onnx", recurrent)
		write(t, dir, "m.onnx.json", []byte(sidecar))
		if code, out, errs := kumite(t, "inspect", file); code != 1 || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("sidecar %s: exit %d, want 1 and one line with %q\n%s%s", sidecar, code, want, out, errs)
		}
	}
}

func TestInspectRefusesInvalidFiles(t *testing.T) {
	refuses(t, []string{"inspect", "script:pro"}, "inspect is for models")
	refuses(t, []string{"inspect", "--canary", "none.json", model}, "canary", "none.json")
	refuses(t, []string{"inspect", write(t, t.TempDir(), "half.onnx", read(t, model)[:2000])}, "not a complete ONNX file")
}
