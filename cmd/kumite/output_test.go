package main

import (
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

func TestAnOutputFileMustDifferFromOtherOutputsAndInputs(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	refuses(t, []string{"eval", "--logs", "x", "--save-predictions", path, "--confusion", path, tinyModel}, "--save-predictions and --confusion name the same file")
	refuses(t, []string{"tune", "--logs", "x", "--plot", path, "--out", path, tinyModel}, "--plot and --out name the same file")
	refuses(t, []string{"tune", "--logs", dir, "--out", path, tinyModel}, "is in the folder of --logs")
	refuses(t, []string{"tune", "--logs", "x", "--plot", tinyModel, tinyModel}, "MODEL and --plot name the same file")
	refuses(t, []string{"eval", "--predictions", path, "--reliability", path}, "--predictions and --reliability name the same file")
	refuses(t, []string{"eval", "--logs", dir, "--save-predictions", path, tinyModel}, "is in the folder of --logs")
}
