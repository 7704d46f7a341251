package main

import (
	"path/filepath"
	"testing"
)

func TestAnOutputThatCannotBeIsRefusedBeforeTheWork(t *testing.T) {
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
		refuses(t, args, "there is no folder "+filepath.Dir(nowhere)+"; make it first")
	}
	refuses(t, []string{"tune", "--logs", dir, "--plot", dir, tinyModel}, "it is a folder; name a file in it")
}

func TestAnOutputIsNeverWrittenOverAnotherOrOverWhatIsRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	refuses(t, []string{"eval", "--logs", "x", "--save-predictions", path, "--confusion", path, tinyModel}, "--save-predictions and --confusion name one file")
	refuses(t, []string{"eval", "--predictions", path, "--reliability", path}, "--predictions and --reliability name one file")
	refuses(t, []string{"eval", "--logs", dir, "--save-predictions", path, tinyModel}, "lies among the logs")
}
