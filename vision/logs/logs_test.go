package logs

import (
	"bytes"
	"errors"
	"fmt"
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
)

var classes = []string{"poke", NoAction, "parry"}

func header() Header {
	return Header{Game: "test/1", DecisionPeriodMS: 100, Width: 32, Height: 18, Classes: classes, Seed: 7}
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
	return NoAction
}

func record(t testing.TB, w *Writer, number, frames int, available bool) {
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
	w, err := NewWriter(dir, header())
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
	f, err := Open(dir)
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
	if got, want := files(t, dir), []string{"000001.csv", "000001.mkv", "000002.csv", "000002.mkv", FileName}; !slices.Equal(got, want) {
		t.Errorf("the folder holds %v, want %v", got, want)
	}
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := header()
	want.Schema = Schema
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
			want := Row{Frame: i, Tick: int64(6 * i), Action: action(k+1, i)}
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

func TestUnfinishedRecordingsAreNotThere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	w, err := NewWriter(dir, header())
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
	if f, err := Open(dir); err != nil || len(f.Recordings) != 1 {
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
	if got, want := files(t, dir), []string{"000001.csv", "000001.mkv", FileName}; !slices.Equal(got, want) {
		t.Errorf("afterwards the folder holds %v, want %v", got, want)
	}
	record(t, w, 2, 3, false)
	if !w.Has(2) || w.Recordings() != 2 {
		t.Error("the number of a discarded recording cannot be used again")
	}
}

func TestWriterGoesOnWithTheSameHeaderOnly(t *testing.T) {
	dir := folder(t, 1)
	w, err := NewWriter(dir, header())
	if err != nil || !w.Has(1) || w.Has(2) {
		t.Fatalf("the folder's own header: %v, has 1 %v, has 2 %v", err, w.Has(1), w.Has(2))
	}
	if _, err := w.Record(1); err == nil || !strings.Contains(err.Error(), "000001 is there already") {
		t.Errorf("a number that is taken: %v", err)
	}
	record(t, w, 3, 4, false)
	record(t, w, 2, 4, false)
	f, err := Open(dir)
	if err != nil || len(f.Recordings) != 3 || f.Recordings[1].Name != "000002" {
		t.Errorf("recordings %+v, %v; want 1, 2, 3 by name", f, err)
	}
	for field, change := range map[string]func(*Header){
		"seed":               func(h *Header) { h.Seed++ },
		"classes":            func(h *Header) { h.Classes = []string{"poke", NoAction} },
		"decision_period_ms": func(h *Header) { h.DecisionPeriodMS = 50 },
	} {
		h := header()
		change(&h)
		if _, err := NewWriter(dir, h); err == nil || !strings.Contains(err.Error(), "another "+field) {
			t.Errorf("another %s: %v; want it named", field, err)
		}
	}
}

func TestRecordingsCanBeWrittenAtOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	w, err := NewWriter(dir, header())
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 4)
	for n := range 4 {
		go func() {
			r, err := w.Record(n + 1)
			for i := 0; err == nil && i < 5; i++ {
				err = errors.Join(r.WriteFrame(frame(n+1, i), int64(i), nil), r.WriteAction(NoAction))
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
	w, err := NewWriter(t.TempDir(), header())
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
	wrong(r.WriteFrame(frame(1, 0), 0, []string{"fierball"}), `"fierball" is no class`)
	if err := r.WriteFrame(frame(1, 0), 0, nil); err != nil {
		t.Fatal(err)
	}
	wrong(r.WriteFrame(frame(1, 1), 6, nil), "frame 0 has no action yet")
	wrong(r.WriteAction("fierball"), `action "fierball" is no class`)
	if err := r.WriteAction("poke"); err != nil {
		t.Fatal(err)
	}
	wrong(r.WriteFrame(frame(1, 1), 0, nil), "tick is 0 after 0")
	wrong(r.WriteFrame(frame(1, 1), 6, []string{"poke"}), "for some rows only")
}

func TestBrokenFoldersAreNamedWithFileRowAndMend(t *testing.T) {
	table := "frame,tick,action\n"
	for i := range 10 {
		table += fmt.Sprintf("%d,%d,no_action\n", i, 6*i)
	}
	tests := []struct {
		name string
		file string
		edit func(string) string // nil removes the file
		want []string
	}{
		{"no index", FileName, nil, []string{"there is no logs.json in it", "kumite record"}},
		{"broken index", FileName, cut("\"schema\"", ""), []string{FileName, "mend the JSON"}},
		{"schema", FileName, cut(Schema, "kumite.logs/9"), []string{`schema is "kumite.logs/9"; want "kumite.logs/1"`}},
		{"no no_action", FileName, cut(`"no_action"`, `"idle"`), []string{`classes lack "no_action"`}},
		{"class twice", FileName, cut(`"parry"`, `"poke"`), []string{`class "poke" stands twice`}},
		{"file outside", FileName, cut(`"000001.mkv"`, `"../x.mkv"`), []string{"want one inside the folder"}},
		{"row count", FileName, cut(`"rows": 10`, `"rows": 11`), []string{"000001.csv", "10 rows", "says 11"}},
		{"frame size", FileName, cut(`"width": 32`, `"width": 64`), []string{"000001.mkv", "32×18", "says 64×18"}},
		{"no table", "000001.csv", nil, []string{"000001.csv", "no such file"}},
		{"no video", "000001.mkv", nil, []string{"000001.mkv", "no such file"}},
		{"video of text", "000001.mkv", func(string) string { return "this is text" }, []string{"000001.mkv", "no video that FFmpeg reads"}},
		{"truncated video", "000001.mkv", func(s string) string { return s[:len(s)*2/3] }, []string{"000001.mkv", "frames but", "has 10 rows"}},
		{"empty table", "000001.csv", func(string) string { return "" }, []string{"000001.csv", "frame,tick,action[,available]"}},
		{"missing column", "000001.csv", cut("action", "press"), []string{"000001.csv", "line 1", `column "action" is missing`}},
		{"unknown action", "000001.csv", cut("5,30,no_action", "5,30,fierball"), []string{"000001.csv", "line 7", `action "fierball" is no class`, "poke, no_action, parry"}},
		{"bad number", "000001.csv", cut("5,30,", "5,3o,"), []string{"000001.csv", "line 7", `tick "3o" is no whole number`}},
		{"bad frame", "000001.csv", cut("5,30,", "6,30,"), []string{"000001.csv", "line 7", "frame is 6; want 5"}},
		{"tick falls", "000001.csv", cut("5,30,", "5,3,"), []string{"000001.csv", "line 7", "tick is 3 after 24"}},
		{"short row", "000001.csv", cut("5,30,no_action", "5,30"), []string{"000001.csv", "line 7"}},
		{"row missing", "000001.csv", cut("9,54,no_action\n", ""), []string{"000001.csv", "9 rows"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := folder(t, 1)
			if err := os.WriteFile(filepath.Join(dir, "000001.csv"), []byte(table), 0o600); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, tt.file)
			if tt.edit == nil {
				if err := os.Remove(path); err != nil {
					t.Fatal(err)
				}
			} else {
				data, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				edited := tt.edit(string(data))
				if edited == string(data) {
					t.Fatal("the test changes nothing")
				}
				if err := os.WriteFile(path, []byte(edited), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			err := drain(dir, 0)
			if err == nil {
				t.Fatal("the broken folder was read")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error does not say %q: %v", want, err)
				}
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the error has more than one line: %v", err)
			}
		})
	}
}

func cut(old, new string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, new, 1) }
}

func TestFrameCountsThatDifferAreNamed(t *testing.T) {
	for want, rows := range map[string]int{"ends after 10 frames but": 11, "goes on after frame 8 but": 9} {
		dir := folder(t, 1)
		table := "frame,tick,action\n"
		for i := range rows {
			table += fmt.Sprintf("%d,%d,no_action\n", i, 6*i)
		}
		for name, edit := range map[string]func(string) string{FileName: cut(`"rows": 10`, `"rows": 0`), "000001.csv": func(string) string { return table }} {
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(edit(string(data))), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := drain(dir, 0); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "000001.csv") {
			t.Errorf("%d rows: %v; want %q", rows, err, want)
		}
	}
}

func TestReadsFoldersOfOtherPrograms(t *testing.T) {
	dir := t.TempDir()
	v, err := cv.CreateVideo(filepath.Join(dir, "round.mkv"), image.Pt(64, 48), 20)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := v.WriteCaptured(cv.NewFrame(64, 48)); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		FileName: `{"schema":"kumite.logs/1","game":"other","decision_period_ms":50,"width":64,"height":48,"classes":["jump","no_action"],
			"author":"somebody","recordings":[{"name":"r","video":"round.mkv","actions":"round.csv"}]}`,
		"round.csv": "\ufefftick, action, note, frame\r\n100, jump, x, 0\r\n103, no_action, , 1\r\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := drain(dir, 0); err != nil {
		t.Fatal(err)
	}
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.Rows(0)
	want := []Row{{Frame: 0, Tick: 100, Action: "jump", Label: 0}, {Frame: 1, Tick: 103, Action: NoAction, Label: 1}}
	if err != nil || !reflect.DeepEqual(rows, want) {
		t.Errorf("rows %+v, %v; want %+v", rows, err, want)
	}
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := NewWriter(filepath.Join(file, "logs"), header()); err == nil || !strings.Contains(err.Error(), "not a directory") {
		t.Errorf("a folder below a file: %v", err)
	}
	if _, err := NewWriter(t.TempDir(), Header{}); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("the zero header: %v; want one line", err)
	}
}
