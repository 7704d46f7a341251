package importer

import (
	"math"
	"os"
	"path/filepath"
	"testing"
)

// FuzzActions reads a table of actions and a clock, as CSV and as JSON.
func FuzzActions(f *testing.F) {
	for _, seed := range []string{
		"time,action\n0.1,jump\n0.5,kick\n", "start,end,action\n0,1,jump\n", "time,action\n-1,jump\n", "time,action\nNaN,jump\n", "time,action\n1e999,\x1b[31m\n", "frame,time\n0,0\n1,0.1\n",
		`[{"time": 1.25, "action": "jump"}]`, `{"time": 1e999, "action": 5}` + "\n", `{"time": {}, "action": []}`, `[[[[`, `[1]`, "", "\xff\xfe", "null",
	} {
		f.Add([]byte(seed))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"a.csv", "a.json"} {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			readClock(path) // must not panic
			all, err := readActions(path, "no_action")
			if err != nil {
				continue
			}
			for _, p := range all.presses {
				if math.IsNaN(p.ms) || math.IsInf(p.ms, 0) {
					t.Fatalf("accepted the press %+v", p)
				}
			}
		}
	})
}
