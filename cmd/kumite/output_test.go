package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestAnOutputIsWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "p.csv")
	hello := func(w io.Writer) error { _, err := io.WriteString(w, "hello"); return err }
	if err := writeOutput(path, hello); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := writeOutput(path, func(w io.Writer) error { io.WriteString(w, "half"); return broken })
	if !errors.Is(err, broken) || string(read(t, path)) != "hello" {
		t.Errorf("got %v and %q; want the error and the file as it was", err, read(t, path))
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".partial*")); err != nil || len(left) > 0 {
		t.Errorf("%v lie about (%v)", left, err)
	}

	link := filepath.Join(dir, "link.csv")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	bye := func(w io.Writer) error { _, err := io.WriteString(w, "bye"); return err }
	if err := writeOutput(link, bye); err != nil || string(read(t, path)) != "bye" {
		t.Errorf("through a link: %v, %q", err, read(t, path))
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is one no longer: %v, %v", info, err)
	}
	if err := writeOutput(os.DevNull, hello); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Errorf("%s was replaced: %v, %v", os.DevNull, info, err)
	}
}

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
