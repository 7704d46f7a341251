package logs_test

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/logs"
)

func TestErrorsOfBrokenFoldersNameFileAndRow(t *testing.T) {
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
		{"no index", logs.FileName, nil, []string{": logs.json: no such file or directory; ", "docs/formats.md", "kumite logs import"}},
		{"broken index", logs.FileName, cut("\"schema\"", ""), []string{logs.FileName, "fix the JSON"}},
		{"schema", logs.FileName, cut(logs.Schema, "kumite.logs/9"), []string{`schema is "kumite.logs/9"; want "kumite.logs/1"`}},
		{"no no_action", logs.FileName, cut(`"no_action"`, `"idle"`), []string{`classes lack "no_action"`, "set no_action"}},
		{"no such null class", logs.FileName, cut(`"seed"`, `"no_action": "idle", "seed"`), []string{`classes lack "idle"`}},
		{"class twice", logs.FileName, cut(`"parry"`, `"poke"`), []string{`class "poke" is listed twice`}},
		{"file outside", logs.FileName, cut(`"000001.mkv"`, `"../x.mkv"`), []string{"want one inside the folder"}},
		{"side", logs.FileName, cut(`"rows"`, `"side": "up", "rows"`), []string{logs.FileName, `side "up"`}},
		{"row count", logs.FileName, cut(`"rows": 10`, `"rows": 11`), []string{"000001.csv", "10 rows", "says 11"}},
		{"frame size", logs.FileName, cut(`"width": 32`, `"width": 64`), []string{"000001.mkv", "32×18", "says 64×18"}},
		{"no table", "000001.csv", nil, []string{"000001.csv", "no such file"}},
		{"no video", "000001.mkv", nil, []string{"000001.mkv", "no such file"}},
		{"video of text", "000001.mkv", func(string) string { return "this is text" }, []string{"000001.mkv", "not a video that FFmpeg can read"}},
		{"truncated video", "000001.mkv", func(s string) string { return s[:len(s)*2/3] }, []string{"000001.mkv", "frames but", "has 10 rows"}},
		{"empty table", "000001.csv", func(string) string { return "" }, []string{"000001.csv", "frame,tick,action[,available]"}},
		{"missing column", "000001.csv", cut("action", "press"), []string{"000001.csv", "line 1", `column "action" is missing`}},
		{"unknown action", "000001.csv", cut("5,30,no_action", "5,30,fierball"), []string{"000001.csv", "line 7", `action "fierball" is not a class`, "poke, no_action, parry"}},
		{"bad number", "000001.csv", cut("5,30,", "5,3o,"), []string{"000001.csv", "line 7", `tick "3o" is not a whole number`}},
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
	for want, rows := range map[string]int{"ends after 10 frames but": 11, "continues after frame 8 but": 9} {
		dir := folder(t, 1)
		table := "frame,tick,action\n"
		for i := range rows {
			table += fmt.Sprintf("%d,%d,no_action\n", i, 6*i)
		}
		for name, edit := range map[string]func(string) string{logs.FileName: cut(`"rows": 10`, `"rows": 0`), "000001.csv": func(string) string { return table }} {
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
		logs.FileName: `{"schema":"kumite.logs/1","game":"other","decision_period_ms":50,"width":64,"height":48,"classes":["jump","no_action"],
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
	f, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.Rows(0)
	want := []logs.Row{{Frame: 0, Tick: 100, Action: "jump", Label: 0}, {Frame: 1, Tick: 103, Action: logs.NoAction, Label: 1}}
	if err != nil || !reflect.DeepEqual(rows, want) {
		t.Errorf("rows %+v, %v; want %+v", rows, err, want)
	}
}
