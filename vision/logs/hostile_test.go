package logs_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/kumite/kumite/internal/safefile/safefiletest"
	"github.com/kumite/kumite/vision/logs"
)

func hash(dir string) error {
	f, err := logs.Open(dir)
	if err != nil {
		return err
	}
	_, e1 := f.SHA256(context.Background())
	_, e2 := f.SHA256Of(context.Background(), []int{0})
	if e1 == nil || e2 == nil {
		return nil
	}
	return e1
}

// Log folders come from other people.
func TestHostileFilesOfLogsAreRefused(t *testing.T) {
	for name, limit := range map[string]string{logs.FileName: "an index of logs has at most", "000001.csv": "a table of actions has at most", "000001.mkv": ""} {
		for what, c := range map[string]struct {
			put  func(path, outside string) error
			says string
		}{
			"a named pipe": {func(path, _ string) error { return syscall.Mkfifo(path, 0o644) }, "a named pipe"},
			"no end":       {func(path, _ string) error { return os.Symlink("/dev/zero", path) }, "outside the folder"},
			"a link out":   {func(path, outside string) error { return os.Symlink(outside, path) }, "outside the folder"},
			"20 GB": {func(path, _ string) error {
				return errors.Join(os.WriteFile(path, nil, 0o644), os.Truncate(path, 20<<30))
			}, limit},
		} {
			if c.says == "" {
				continue // videos have no limit of size
			}
			t.Run(name+" is "+what, func(t *testing.T) {
				dir := folder(t, 1)
				path, outside := filepath.Join(dir, name), filepath.Join(t.TempDir(), name)
				if err := errors.Join(os.Rename(path, outside), c.put(path, outside)); err != nil {
					t.Fatal(err)
				}
				err := safefiletest.Returns(t, func() error { return drain(dir, 0) })
				if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") {
					t.Errorf("got %v, want one line with %q and the file's name", err, c.says)
				}
				if what == "20 GB" {
					return // hashing streams
				}
				if err := safefiletest.Returns(t, func() error { return hash(dir) }); err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("hash: got %v, want %q", err, c.says)
				}
			})
		}
	}
}

func TestRecordingsAreWrittenInTheFolderAlone(t *testing.T) {
	for _, name := range []string{logs.FileName, ".partial-000002.mkv", ".partial-000002.csv"} {
		t.Run(name, func(t *testing.T) {
			dir, outside := folder(t, 1), filepath.Join(t.TempDir(), "precious")
			text := "precious"
			if name == logs.FileName { // a valid index, so that only the link is wrong
				data, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				text = string(data)
			}
			os.Remove(filepath.Join(dir, name)) // if it is there
			if err := errors.Join(os.WriteFile(outside, []byte(text), 0o644), os.Symlink(outside, filepath.Join(dir, name))); err != nil {
				t.Fatal(err)
			}
			err := safefiletest.Returns(t, func() error {
				w, err := logs.NewWriter(dir, header())
				if err != nil {
					return err
				}
				r, err := w.Record(2)
				if err != nil {
					return err
				}
				return r.Discard()
			})
			if err == nil {
				t.Error("the link is followed")
			}
			if data, err := os.ReadFile(outside); err != nil || string(data) != text {
				t.Errorf("outside is %q, %v; want it unchanged", data, err)
			}
		})
	}
	dir, outside := folder(t, 1), filepath.Join(t.TempDir(), "precious")
	f, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".partial-frames.npy", ".partial-labels.npy", ".partial-tensors.json"} {
		out := t.TempDir()
		if err := errors.Join(os.WriteFile(outside, []byte("precious"), 0o644), os.Symlink(outside, filepath.Join(out, name))); err != nil {
			t.Fatal(err)
		}
		if _, err := logs.WriteTensors(t.Context(), out, f, logs.TensorOptions{Spec: tensorSpec()}); err == nil {
			t.Errorf("%s: the link is followed", name)
		}
		if data, err := os.ReadFile(outside); err != nil || string(data) != "precious" {
			t.Errorf("%s: outside is %q, %v; want it unchanged", name, data, err)
		}
	}
}

// A confusion matrix of so many classes ended in the runtime's report of too little memory.
func TestLogsOfTooManyClassesAreRefused(t *testing.T) {
	h := logs.Header{Schema: logs.Schema, DecisionPeriodMS: 100, Width: 4, Height: 3, Classes: []string{"no_action"}}
	for i := range 60000 {
		h.Classes = append(h.Classes, fmt.Sprint("c", i))
	}
	if err := h.Validate(); err == nil || err.Error() != "classes hold 60001 names; want 2 to 4096" {
		t.Errorf("got %.200v, want the bound", err)
	}
	if h.Classes = h.Classes[:logs.MaxClasses]; h.Validate() != nil {
		t.Errorf("%d classes: %v", logs.MaxClasses, h.Validate())
	}
}
