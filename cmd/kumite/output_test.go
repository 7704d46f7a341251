package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAnInvalidOutputFileIsRefusedBeforeTheWork(t *testing.T) {
	dir := t.TempDir()
	nowhere := filepath.Join(dir, "nowhere", "x")
	for _, args := range [][]string{
		{"tune", "--logs", dir, "--plot", nowhere, tinyModel},
		{"tune", "--logs", dir, "--out", nowhere, tinyModel},
		{"eval", "--logs", dir, "--save-predictions", nowhere, tinyModel},
		{"eval", "--logs", dir, "--confusion", nowhere, tinyModel},
		{"eval", "--logs", dir, "--reliability", nowhere, tinyModel},
		{"inspect", "--picture", nowhere, tinyModel},
		{"tournament", "--sweep", "delay=0..2", "--plot", nowhere, tinyModel, "script:pro"},
	} {
		refuses(t, args, "folder "+filepath.Dir(nowhere)+" does not exist; create it first")
	}
	refuses(t, []string{"tune", "--logs", dir, "--plot", dir, tinyModel}, "it is a folder; want a file")
}

// A mistaken name would destroy a run, a model or logs.
func TestAFileOfAnotherKindIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	run, sidecar, spans := filepath.Join(dir, "manifest.json"), filepath.Join(dir, "m.onnx.json"), filepath.Join(dir, "matches.jsonl")
	chart, empty, marked := filepath.Join(dir, "chart.svg"), filepath.Join(dir, "empty"), filepath.Join(dir, "marked.svg")
	model, err := os.ReadFile(tinyModel)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "copied.onnx") // it is lost where the check fails
	for path, text := range map[string]string{
		copied: string(model),
		run:    `{"schema": "kumite.run/1"}`, sidecar: `{"kumite.temperature": 1}`, spans: `{"pairing":0}` + "\n", chart: "<svg/>", empty: "", marked: "\ufeff\n <svg/>",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"report", "--out", run, dir},
		{"tune", "--logs", "x", "--plot", sidecar, tinyModel},
		{"tune", "--logs", "x", "--out", chart, tinyModel},
		{"eval", "--logs", "x", "--save-predictions", spans, tinyModel},
		{"eval", "--logs", "x", "--confusion", run, tinyModel},
		{"inspect", "--picture", chart, tinyModel},
		{"bench", "--plot", copied, tinyModel},
		{"serve", "--trace", spans, tinyModel},
	} {
		refuses(t, args, "it exists and is a file of another kind; choose another name, or delete it")
	}
	for _, path := range []string{chart, empty, marked} {
		refuses(t, []string{"tune", "--logs", filepath.Join(dir, "none"), "--dry-run", "--plot", path, tinyModel}, "none: ")
	}
}

func TestAnOutputFileMustDifferFromOtherOutputsAndInputs(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	refuses(t, []string{"eval", "--logs", "x", "--save-predictions", path, "--confusion", path, tinyModel}, "--save-predictions and --confusion name the same file")
	refuses(t, []string{"tune", "--logs", "x", "--plot", path, "--out", path, tinyModel}, "--plot and --out name the same file")
	refuses(t, []string{"tune", "--logs", dir, "--out", path, tinyModel}, "is in the folder of --logs")
	refuses(t, []string{"tune", "--logs", "x", "--plot", "new.onnx", "new.onnx"}, "MODEL and --plot name the same file")
	refuses(t, []string{"eval", "--predictions", path, "--reliability", path}, "--predictions and --reliability name the same file")
	refuses(t, []string{"eval", "--logs", dir, "--save-predictions", path, tinyModel}, "is in the folder of --logs")
}
