package logs

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// look surveys a folder.
func look(t *testing.T, dir string) *Survey {
	t.Helper()
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Look(context.Background(), f, 2, 1000, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// edit changes a file of a folder.
func edit(t *testing.T, dir, name string, change func(string) string) {
	t.Helper()
	path := filepath.Join(dir, name)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(change(string(data))), 0o600); err != nil {
		t.Fatal(err)
	}
}

// tables changes the rows of every table of a folder, or of one.
func tables(t *testing.T, dir, only string, change func(i int, row []string)) {
	t.Helper()
	for _, name := range files(t, dir) {
		if filepath.Ext(name) != ".csv" || only != "" && name != only {
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

func TestCheckFindsWhatIsWrongWithLogs(t *testing.T) {
	for _, c := range []struct {
		name, check string
		verdict     Verdict
		says        string
		spoil       func(t *testing.T, dir string)
	}{
		{"the same frames twice", "duplicates", Fail, "000003 = 000004", func(t *testing.T, dir string) {
			data, err := os.ReadFile(filepath.Join(dir, "000003.mkv"))
			if err != nil {
				t.Fatal(err)
			}
			edit(t, dir, "000004.mkv", func(string) string { return string(data) })
		}},
		{"half a video", "files", Fail, "000004.mkv", func(t *testing.T, dir string) {
			edit(t, dir, "000004.mkv", func(s string) string { return s[:len(s)*2/3] })
		}},
		{"frames left out", "missing frames", Fail, "000003 frame 5 (24 ticks)", func(t *testing.T, dir string) {
			tables(t, dir, "000003.csv", func(i int, row []string) {
				if i >= 5 {
					row[1] = row[1] + "0" // later than any
				}
				if i == 5 {
					row[1] = "48"
				}
			})
		}},
		{"another period", "decision period", Fail, "000002 (60)", func(t *testing.T, dir string) {
			tables(t, dir, "000002.csv", func(_ int, row []string) { row[1] += "0" })
		}},
		{"another frame rate", "decision period", Warn, "other frame rates in 000001 (10.00)", func(t *testing.T, dir string) {
			edit(t, dir, FileName, cut(`"decision_period_ms": 100`, `"decision_period_ms": 50`))
		}},
		{"nobody presses", "classes", Fail, "0 rows with a press", func(t *testing.T, dir string) {
			tables(t, dir, "", func(_ int, row []string) { row[2] = NoAction })
		}},
		{"always pressing", "classes", Fail, "(0.00 % no_action)", func(t *testing.T, dir string) {
			tables(t, dir, "", func(_ int, row []string) { row[2] = "poke" })
		}},
		{"forbidden presses", "availability", Fail, "could not be used", func(t *testing.T, dir string) {
			edit(t, dir, "000002.csv", func(s string) string {
				lines := strings.Split(strings.TrimSpace(s), "\n")
				return strings.Join(lines, ",\n") + ",\n"
			})
			edit(t, dir, "000002.csv", cut("frame,tick,action,", "frame,tick,action,available"))
		}},
		{"availability in parts", "availability", Fail, "10 of 40 rows", func(*testing.T, string) {}},
		{"one side only", "sides", Warn, "4 left, 0 right", func(t *testing.T, dir string) {
			edit(t, dir, FileName, func(s string) string { return strings.ReplaceAll(s, `"rows"`, `"side": "left", "rows"`) })
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t, 4)
			c.spoil(t, dir)
			found := false
			for _, f := range look(t, dir).Check() {
				if f.Check != c.check {
					continue
				}
				found = true
				if f.Verdict != c.verdict || !strings.Contains(f.Says, c.says) || f.Mend == "" {
					t.Errorf("got %+v; want %s and %q", f, c.verdict, c.says)
				}
			}
			if !found {
				t.Errorf("there is no check %q", c.check)
			}
		})
	}
}

func TestASurveyKeepsPicturesOfAboutAsManyFramesAsAsked(t *testing.T) {
	f, err := Open(folder(t, 4))
	if err != nil {
		t.Fatal(err)
	}
	calls := make(chan bool, 4)
	s, err := Look(context.Background(), f, 1, 20, func() { calls <- true })
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range s.Recordings {
		want := 0
		if i%2 == 0 {
			want = 10 * PictureSize
		}
		if len(x.Pictures) != want || len(x.Rows) != 10 || len(x.Hashes) != 10 || x.FPS != 10 || x.Problem != "" {
			t.Errorf("recording %d: %d samples, %d rows, %d hashes, %v frames a second, problem %q", i, len(x.Pictures), len(x.Rows), len(x.Hashes), x.FPS, x.Problem)
		}
	}
	if len(calls) != 4 {
		t.Errorf("progress was told %d times, want 4", len(calls))
	}
	if _, err := Look(cancelled(), f, 2, 20, nil); err == nil {
		t.Error("a cancelled survey ended without an error")
	}
}

func cancelled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func TestABadSideIsRefused(t *testing.T) {
	dir := folder(t, 1)
	edit(t, dir, FileName, cut(`"rows"`, `"side": "up", "rows"`))
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), `side "up"`) {
		t.Errorf("got %v", err)
	}
}

// Whichever is listed first: the short one lies wholly inside the long one.
func TestARecordingInsideAnotherIsADuplicate(t *testing.T) {
	hashes := func(from, to uint64) (all []uint64) {
		for h := from; h < to; h++ {
			all = append(all, h)
		}
		return all
	}
	short, long := Surveyed{Name: "short", Hashes: hashes(100, 200)}, Surveyed{Name: "long", Hashes: hashes(0, 1000)}
	for _, all := range [][]Surveyed{{short, long}, {long, short}} {
		s := Survey{Recordings: all}
		if f := s.duplicates(); f.Verdict != Warn || !strings.Contains(f.Says, all[0].Name+" ~ "+all[1].Name) {
			t.Errorf("%s first: %+v", all[0].Name, f)
		}
	}
	still := Surveyed{Name: "still", Hashes: append(hashes(2000, 2100), make([]uint64, 300)...)} // one picture of long's, that stands
	s := Survey{Recordings: []Surveyed{long, still}}
	if f := s.duplicates(); f.Verdict != OK {
		t.Errorf("one picture that stands still: %+v", f)
	}
}
