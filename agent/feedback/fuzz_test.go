package feedback

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const soundLine = `{"schema":"kumite.feedback/1","replay_sha256":"12b8","tick":300,"side":"left","contestant":"pro","kind":"note","note":"hi","when":"2026-11-27T15:04:59Z","rules_version":1}`

// FuzzComplaints reads the lines of a folder of feedback.
func FuzzComplaints(f *testing.F) {
	for _, seed := range []string{
		soundLine + "\n", soundLine + "\n" + soundLine, soundLine + "\n{\"torn", strings.Replace(soundLine, "300", "-1", 1) + "\n", strings.Replace(soundLine, "hi", `\u001b[31m`, 1) + "\n",
		strings.Replace(soundLine, "left", "\xff", 1) + "\n", strings.Replace(soundLine, "300", "1e999", 1) + "\n", "null\n", "\n\n", "[]\n", strings.Repeat("[", 70000) + "\n", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		all, whole, err := parse(data)
		if err != nil {
			return
		}
		if whole < 0 || whole > int64(len(data)) || whole > 0 && data[whole-1] != '\n' {
			t.Errorf("%d of %d bytes are complete lines", whole, len(data))
		}
		for i := range all {
			if err := all[i].Validate(); err != nil || all[i].Number != i+1 {
				t.Errorf("accepted %+v: %v", all[i], err)
			}
		}
	})
}

// FuzzExport imports the file that a report exports.
func FuzzExport(f *testing.F) {
	const sound = `{"schema":"kumite.feedback-export/1","entries":[{"match":"m","tick":1,"side":"left","kind":"note","note":"x","when":"2026-01-31T12:00:00Z"}],"replays":{"m":"H4sIAAAAAAAA/w=="}}`
	for _, seed := range []string{
		sound, strings.Replace(sound, "H4s", "***", 1), strings.Replace(sound, `"m":"`, `"k":"`, 1), strings.Replace(sound, "kumite.", "x.", 1), `{"entries":[` + strings.Repeat("{},", 20000) + `{}]}`, "[]", "null", "",
	} {
		f.Add([]byte(seed))
	}
	path, dir := filepath.Join(f.TempDir(), "export.json"), filepath.Join(f.TempDir(), "feedback")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Import(dir, path); err != nil && strings.Contains(err.Error(), "Go value") {
			t.Errorf("an error in the words of Go: %v", err)
		}
	})
}
