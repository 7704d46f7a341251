package audit_test

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
)

// few are recordings with ten rows, three of them presses, and colours of their
// own. All but the second log what could be used.
func few(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	w, err := logs.NewWriter(dir, logs.Header{Game: "test/1", DecisionPeriodMS: 100, Width: 32, Height: 18, Classes: classes})
	if err != nil {
		t.Fatal(err)
	}
	for number := 1; number <= n; number++ {
		r, err := w.Record(number)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 10 {
			frame := image.NewPaletted(image.Rect(0, 0, 32, 18), color.Palette{color.RGBA{10, 20, 30, 255}, color.RGBA{uint8(number * 40), uint8(i * 10), 200, 255}})
			for x := range 32 {
				frame.SetColorIndex(x, i, 1)
			}
			var skills []string
			if number != 2 {
				skills = []string{"poke", "parry"}
			}
			action := logs.NoAction
			if i%3 == 2 {
				action = "poke"
			}
			if err := r.WriteFrame(frame, int64(6*i), skills); err != nil {
				t.Fatal(err)
			}
			if err := r.WriteAction(action); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// edit changes a file of a folder.
func edit(t *testing.T, dir, name string, change func(string) string) {
	t.Helper()
	path := filepath.Join(dir, name)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := change(string(data))
	if changed == string(data) {
		t.Fatalf("the test does not change %s", name)
	}
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
}

// replace is a change of all places.
func replace(old, new string) func(string) string {
	return func(s string) string { return strings.ReplaceAll(s, old, new) }
}

// rows changes the rows of one table, or of every one.
func rows(t *testing.T, dir, only string, change func(i int, row []string)) {
	t.Helper()
	tables, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		name := filepath.Base(table)
		if only != "" && name != only {
			continue
		}
		edit(t, dir, name, func(text string) string {
			lines := strings.Split(strings.TrimSpace(text), "\n")
			for i := range lines[1:] {
				row := strings.Split(lines[i+1], ",")
				change(i, row)
				lines[i+1] = strings.Join(row, ",")
			}
			return strings.Join(lines, "\n") + "\n"
		})
	}
}

func TestChecksFindWhatIsWrongWithLogs(t *testing.T) {
	for _, c := range []struct {
		name, check string
		verdict     audit.Verdict
		found       string
		spoil       func(t *testing.T, dir string)
	}{
		{"the same frames twice", "duplicates", audit.Fail, "000003 = 000004", func(t *testing.T, dir string) {
			data, err := os.ReadFile(filepath.Join(dir, "000003.mkv"))
			if err != nil {
				t.Fatal(err)
			}
			edit(t, dir, "000004.mkv", func(string) string { return string(data) })
		}},
		{"half a video", "files", audit.Fail, "000004.mkv", func(t *testing.T, dir string) {
			edit(t, dir, "000004.mkv", func(s string) string { return s[:len(s)*2/3] })
		}},
		{"a bad cell", "files", audit.Fail, "1 of 4 recordings cannot be read to their end; the first: read ", func(t *testing.T, dir string) {
			edit(t, dir, "000001.csv", replace("\n5,30,", "\n5,3o,"))
		}},
		{"frames left out", "missing frames", audit.Fail, "000003 frame 5 (24 ticks)", func(t *testing.T, dir string) {
			rows(t, dir, "000003.csv", func(i int, row []string) {
				switch {
				case i == 5:
					row[1] = "48"
				case i > 5:
					row[1] += "0" // later than any
				}
			})
		}},
		{"another period", "decision period", audit.Fail, "000002 (60)", func(t *testing.T, dir string) {
			rows(t, dir, "000002.csv", func(_ int, row []string) { row[1] += "0" })
		}},
		{"another frame rate", "decision period", audit.Warn, "other frame rates in 000001 (10.00)", func(t *testing.T, dir string) {
			edit(t, dir, logs.FileName, replace(`"decision_period_ms": 100`, `"decision_period_ms": 50`))
		}},
		{"nobody presses", "classes", audit.Fail, "0 rows with a press", func(t *testing.T, dir string) {
			rows(t, dir, "", func(_ int, row []string) { row[2] = logs.NoAction })
		}},
		{"always pressing", "classes", audit.Fail, "(0.00 % no_action)", func(t *testing.T, dir string) {
			rows(t, dir, "", func(_ int, row []string) { row[2] = "poke" })
		}},
		{"few presses", "classes", audit.Warn, "12 rows with a press (70.00 % no_action): poke 12, parry 0", func(*testing.T, string) {}},
		{"forbidden presses", "availability", audit.Fail, "12 of 12 presses are of a skill that the row says could not be used: 000001 frame 2 (poke)", func(t *testing.T, dir string) {
			rows(t, dir, "000002.csv", func(_ int, row []string) { row[2] += "," })
			edit(t, dir, "000002.csv", replace("frame,tick,action", "frame,tick,action,available"))
			for _, name := range []string{"000001.csv", "000003.csv", "000004.csv"} {
				edit(t, dir, name, replace("poke|parry", "parry"))
			}
		}},
		{"availability in parts", "availability", audit.Fail, "10 of 40 rows", func(*testing.T, string) {}},
		{"one side only", "sides", audit.Warn, "4 left, 0 right", func(t *testing.T, dir string) {
			edit(t, dir, logs.FileName, replace(`"rows"`, `"side": "left", "rows"`))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := few(t, 4)
			c.spoil(t, dir)
			doc := run(t, open(t, dir), config())
			f := finding(t, doc, c.check)
			if f.Verdict != c.verdict || !strings.Contains(f.Found, c.found) || f.Fix == "" {
				t.Errorf("got %+v; want %s, %q and how to fix it", f, c.verdict, c.found)
			}
			if c.verdict == audit.Fail && doc.Verdict != audit.Fail {
				t.Errorf("the document's verdict is %s, want FAIL", doc.Verdict)
			}
		})
	}
}

func TestFramesOfOneColourAreNamedAsNotCaptured(t *testing.T) {
	m := usual()
	m.frames, m.blank = 50, true
	doc := run(t, m.record(t, 2), config())
	for check, found := range map[string]string{"pictures": "100 frames are of a single colour, most of those in 000001, 000002", "motion": "98.0 %"} {
		if f := finding(t, doc, check); f.Verdict != audit.Fail || !strings.Contains(f.Found, found) {
			t.Errorf("got %+v, want a failure with %q", f, found)
		}
	}
}

// show writes a recording whose frames show these numbers.
func show(t *testing.T, w *logs.Writer, number int, numbers []int) {
	t.Helper()
	r, err := w.Record(number)
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range numbers {
		frame := image.NewPaletted(image.Rect(0, 0, 32, 18), color.Palette{color.Black, color.White})
		for bit := range 16 {
			frame.SetColorIndex(bit, 3, uint8(n>>bit&1))
		}
		frame.SetColorIndex(20, 10, 1)
		if err := r.WriteFrame(frame, int64(6*i), nil); err != nil {
			t.Fatal(err)
		}
		if err := r.WriteAction(logs.NoAction); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

func numbers(from, to int) (all []int) {
	for n := from; n < to; n++ {
		all = append(all, n)
	}
	return all
}

// Whichever is listed first: the short one lies wholly inside the long one.
func TestARecordingInsideAnotherIsADuplicate(t *testing.T) {
	short, long := numbers(100, 200), numbers(0, 1000)
	still := append(numbers(2000, 2100), make([]int, 300)...) // one picture of long's, that stands
	for _, c := range []struct {
		name    string
		all     [][]int
		verdict audit.Verdict
		found   string
	}{
		{"short first", [][]int{short, long}, audit.Warn, "000001 ~ 000002"},
		{"long first", [][]int{long, short}, audit.Warn, "000001 ~ 000002"},
		{"one picture that stands still", [][]int{long, still}, audit.OK, "no recording is there twice"},
	} {
		dir := t.TempDir()
		w, err := logs.NewWriter(dir, logs.Header{Game: "test/1", DecisionPeriodMS: 100, Width: 32, Height: 18, Classes: classes})
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range c.all {
			show(t, w, i+1, x)
		}
		if f := finding(t, run(t, open(t, dir), config()), "duplicates"); f.Verdict != c.verdict || !strings.Contains(f.Found, c.found) {
			t.Errorf("%s: got %+v, want %s and %q", c.name, f, c.verdict, c.found)
		}
	}
}

// A table that was cut with its video has a frame for each row, but the video states
// more.
func TestVideosThatStateMoreFramesThanCanBeReadAreWarnedOf(t *testing.T) {
	dir := t.TempDir()
	w, err := logs.NewWriter(dir, logs.Header{Game: "test/1", DecisionPeriodMS: 100, Width: 320, Height: 180, Classes: classes})
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.Record(1)
	if err != nil {
		t.Fatal(err)
	}
	frame, draw := cv.NewFrame(320, 180), rand.New(rand.NewPCG(1, 1))
	for i := range 40 {
		for p := range frame.Pix {
			frame.Pix[p] = uint8(draw.Uint32())
		}
		if err := errors.Join(r.WriteCaptured(frame, int64(i), nil), r.WriteAction(logs.NoAction)); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	edit(t, dir, "000001.mkv", func(s string) string { return s[:len(s)/2] })
	f := finding(t, run(t, open(t, dir), config()), "files")
	if f.Verdict != audit.Fail || !strings.Contains(f.Found, "frames but ") {
		t.Fatalf("rows without frames: got %+v, want a failure", f)
	}
	var readable int
	if _, err := fmt.Sscanf(f.Found[strings.Index(f.Found, "ends after"):], "ends after %d", &readable); err != nil {
		t.Fatal(err)
	}
	edit(t, dir, "000001.csv", func(s string) string { return strings.Join(strings.SplitAfter(s, "\n")[:1+readable], "") })
	edit(t, dir, logs.FileName, replace(`"rows": 40`, fmt.Sprintf(`"rows": %d`, readable)))
	f = finding(t, run(t, open(t, dir), config()), "files")
	if want := fmt.Sprintf("%d of 40 frames can be read", readable); f.Verdict != audit.Warn || !strings.Contains(f.Found, want) || f.Fix == "" {
		t.Errorf("got %+v; want a warning with %q and how to fix it", f, want)
	}
}
