package logs_test

import (
	"errors"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/logs"
)

func TestUnfinishedRecordingsAreNotThere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	w, err := logs.NewWriter(dir, header())
	if err != nil {
		t.Fatal(err)
	}
	record(t, w, 1, 3, false)
	crashed, err := w.Record(2)
	if err != nil {
		t.Fatal(err)
	}
	if err := crashed.WriteFrame(frame(2, 0), 0, nil); err != nil {
		t.Fatal(err)
	}
	if f, err := logs.Open(dir); err != nil || len(f.Recordings) != 1 {
		t.Errorf("beside an unfinished recording: %+v, %v; want the finished one", f, err)
	}
	for _, name := range files(t, dir) {
		if strings.HasPrefix(name, "000002") {
			t.Errorf("%s stands under its final name before Close", name)
		}
	}
	if err := crashed.Close(); err == nil || !strings.Contains(err.Error(), "its last one no action") {
		t.Errorf("closing it: %v; want it refused", err)
	}
	if got, want := files(t, dir), []string{"000001.csv", "000001.mkv", logs.FileName}; !slices.Equal(got, want) {
		t.Errorf("afterwards the folder holds %v, want %v", got, want)
	}
	record(t, w, 2, 3, false)
	if !w.Has(2) || w.Recordings() != 2 {
		t.Error("the number of a discarded recording cannot be used again")
	}
}

func TestAFolderTakesRecordingsOfItsOwnHeaderOnly(t *testing.T) {
	dir := folder(t, 1)
	w, err := logs.NewWriter(dir, header())
	if err != nil || !w.Has(1) || w.Has(2) {
		t.Fatalf("the folder's own header: %v, has 1 %v, has 2 %v", err, w.Has(1), w.Has(2))
	}
	if _, err := w.Record(1); err == nil || !strings.Contains(err.Error(), "000001 exists") {
		t.Errorf("a number that is taken: %v", err)
	}
	record(t, w, 3, 4, false)
	record(t, w, 2, 4, false)
	f, err := logs.Open(dir)
	if err != nil || len(f.Recordings) != 3 || f.Recordings[1].Name != "000002" {
		t.Errorf("recordings %+v, %v; want 1, 2, 3 by name", f, err)
	}
	for field, change := range map[string]func(*logs.Header){
		"seed":               func(h *logs.Header) { h.Seed++ },
		"classes":            func(h *logs.Header) { h.Classes = []string{"poke", logs.NoAction} },
		"decision_period_ms": func(h *logs.Header) { h.DecisionPeriodMS = 50 },
	} {
		h := header()
		change(&h)
		if _, err := logs.NewWriter(dir, h); err == nil || !strings.Contains(err.Error(), field+" is ") {
			t.Errorf("another %s: %v; want it named", field, err)
		}
	}
}

func TestRecordingsCanBeWrittenAtOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	w, err := logs.NewWriter(dir, header())
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 4)
	for n := range 4 {
		go func() {
			r, err := w.Record(n + 1)
			for i := 0; err == nil && i < 5; i++ {
				err = errors.Join(r.WriteFrame(frame(n+1, i), int64(i), nil), r.WriteAction(logs.NoAction))
			}
			if err == nil {
				err = r.Close()
			}
			done <- err
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	for i := range 4 {
		if err := drain(dir, i); err != nil {
			t.Error(err)
		}
	}
}

func TestRecorderRefusesRowsOutOfOrder(t *testing.T) {
	w, err := logs.NewWriter(t.TempDir(), header())
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.Record(1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Discard(); err != nil {
			t.Error(err)
		}
	})
	wrong := func(err error, want string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	wrong(r.WriteAction("poke"), "belongs to no frame")
	wrong(r.WriteFrame(image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Black}), 0, nil), "8×8; want 32×18")
	wrong(r.WriteFrame(frame(1, 0), 0, []string{"fierball"}), `"fierball" is not a class`)
	if err := r.WriteFrame(frame(1, 0), 0, nil); err != nil {
		t.Fatal(err)
	}
	wrong(r.WriteFrame(frame(1, 1), 6, nil), "frame 0 has no action yet")
	wrong(r.WriteAction("fierball"), `action "fierball" is not a class`)
	if err := r.WriteAction("poke"); err != nil {
		t.Fatal(err)
	}
	wrong(r.WriteFrame(frame(1, 1), 0, nil), "tick is 0 after 0")
	wrong(r.WriteFrame(frame(1, 1), 6, []string{"poke"}), "for some rows only")
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := logs.NewWriter(filepath.Join(file, "logs"), header()); err == nil || !strings.Contains(err.Error(), "not a directory") {
		t.Errorf("a folder below a file: %v", err)
	}
	if _, err := logs.NewWriter(t.TempDir(), logs.Header{}); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("the zero header: %v; want one line", err)
	}
}
