package logs_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/logs"
)

var classes = []string{"poke", logs.NoAction, "parry"}

func header() logs.Header {
	return logs.Header{Game: "test/1", DecisionPeriodMS: 100, Width: 32, Height: 18, Classes: classes, Seed: 7}
}

// frame is a 32×18 frame that shows its number.
func frame(recording, i int) *image.Paletted {
	f := image.NewPaletted(image.Rect(0, 0, 32, 18), color.Palette{
		color.RGBA{10, 20, 30, 255}, color.RGBA{uint8(recording * 40), uint8(i * 10), 200, 255},
	})
	for x := range 32 {
		f.Pix[(i%18)*32+x] = 1
	}
	return f
}

// action is what the expert does at frame i of a test recording.
func action(recording, i int) string {
	switch {
	case i%5 == 3:
		return "poke"
	case i == 7 && recording == 2:
		return "parry"
	}
	return logs.NoAction
}

func record(t testing.TB, w *logs.Writer, number, frames int, available bool) {
	t.Helper()
	r, err := w.Record(number)
	if err != nil {
		t.Fatal(err)
	}
	for i := range frames {
		var skills []string
		if available {
			skills = []string{"poke", "parry"}[:i%3]
		}
		if err := r.WriteFrame(frame(number, i), int64(6*i), skills); err != nil {
			t.Fatal(err)
		}
		if err := r.WriteAction(action(number, i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

// folder writes recordings 1 to n of 10 frames each.
func folder(t testing.TB, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "logs")
	w, err := logs.NewWriter(dir, header())
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		record(t, w, i+1, 10, i != 1)
	}
	return dir
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// drain reads recording i to its end.
func drain(dir string, i int) error {
	f, err := logs.Open(dir)
	if err != nil {
		return err
	}
	r, err := f.Open(i)
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		if _, _, err := r.Next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	dir := folder(t, 2)
	if got, want := files(t, dir), []string{"000001.csv", "000001.mkv", "000002.csv", "000002.mkv", logs.FileName}; !slices.Equal(got, want) {
		t.Errorf("the folder holds %v, want %v", got, want)
	}
	f, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := header()
	want.Schema = logs.Schema
	if !reflect.DeepEqual(f.Header, want) || len(f.Recordings) != 2 {
		t.Errorf("header %+v with %d recordings, want %+v with 2", f.Header, len(f.Recordings), want)
	}
	for k := range f.Recordings {
		r, err := f.Open(k)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 10 {
			pixels, row, err := r.Next()
			if err != nil {
				t.Fatal(err)
			}
			want := logs.Row{Frame: i, Tick: int64(6 * i), Action: action(k+1, i)}
			want.Label = slices.Index(classes, want.Action)
			if k == 0 {
				want.Available = []string{"poke", "parry"}[:i%3]
			}
			if !reflect.DeepEqual(row, want) {
				t.Errorf("recording %d row %d is %+v, want %+v", k, i, row, want)
			}
			shown := cv.NewFrame(32, 18)
			for p, index := range frame(k+1, i).Pix {
				copy(shown.Pix[3*p:], []uint8{30, 20, 10})
				if index == 1 {
					copy(shown.Pix[3*p:], []uint8{200, uint8(i * 10), uint8(40 * (k + 1))})
				}
			}
			if !bytes.Equal(pixels.Pix, shown.Pix) {
				t.Errorf("recording %d frame %d comes back changed", k, i)
			}
		}
		if _, _, err := r.Next(); err != io.EOF {
			t.Errorf("after the last row: %v, want io.EOF", err)
		}
		if err := errors.Join(r.Close(), r.Close()); err != nil {
			t.Error(err)
		}
	}
}

func TestTableIsTheDocumentedForm(t *testing.T) {
	dir := folder(t, 2)
	for name, want := range map[string]string{
		"000001.csv": "frame,tick,action,available\n0,0,no_action,\n1,6,no_action,poke\n2,12,no_action,poke|parry\n3,18,poke,\n",
		"000002.csv": "frame,tick,action\n0,0,no_action\n1,6,no_action\n2,12,no_action\n3,18,poke\n",
	} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.HasPrefix(string(got), want) {
			t.Errorf("%s is\n%s(%v); want it to begin\n%s", name, got, err, want)
		}
	}
}
