package logs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzIndex reads logs.json.
func FuzzIndex(f *testing.F) {
	for _, seed := range []string{
		`{"schema": "kumite.logs/1", "width": 320, "height": 180, "decision_ticks": 6, "classes": ["no_action", "poke"], "recordings": [{"name": "a"}, {"name": "b", "video": "b.mp4", "rows": 3}]}`,
		`{"schema": "kumite.logs/1", "classes": ["\u001b[31m", "\ud800"], "recordings": [{"name": "../a", "video": "/etc/passwd"}]}`,
		`{"recordings": [{"name": "a", "rows": -7200}]}`, `{"width": 99999999999999999999}`, `{"width": -1, "height": 1e300}`, `{"recordings": null}`, `null`, `[`, `{"a":1}{"b":2}`,
		strings.Repeat(`{"recordings":[`, 2000), "\xef\xbb\xbf{}",
	} {
		f.Add([]byte(seed))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, FileName), data, 0o600); err != nil {
			t.Fatal(err)
		}
		x, err := readIndex(dir)
		if err != nil {
			return
		}
		for _, e := range x.Recordings {
			if e.Rows < 0 || !filepath.IsLocal(e.Video) || !filepath.IsLocal(e.Actions) {
				t.Fatalf("accepted the recording %+v", e)
			}
		}
	})
}

// FuzzRows reads a recording's table.
func FuzzRows(f *testing.F) {
	classes := []string{"no_action", "poke"}
	for _, seed := range []string{
		"frame,tick,action,available\n0,0,no_action,poke\n1,6,poke,\n", "frame,tick,action\n0,-9223372036854775808,poke\n", "frame,tick,action\n1,0,poke\n", "frame;tick;action\n0;0;poke\n",
		"frame,tick,action\n0,0,\x1b[31m\n", "frame,tick,action\n0,9223372036854775808,poke\n", "frame,tick,action\n0,0,poke,poke,poke\n", "", "frame\n", "\xff\xfef\x00r\x00",
		"frame,tick,action,available\n0,0,poke,poke|poke|nothing\n", "frame,tick,action\r0,0,poke\r1,6,poke\r",
	} {
		f.Add([]byte(seed))
	}
	dir := f.TempDir()
	path := filepath.Join(dir, "a.csv")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		rows, err := readRows(dir, "a.csv", classes)
		if err != nil {
			return
		}
		for i, r := range rows {
			if r.Frame != i || r.Label < 0 || r.Label >= len(classes) || i > 0 && r.Tick <= rows[i-1].Tick {
				t.Fatalf("row %d is %+v", i, r)
			}
		}
	})
}
