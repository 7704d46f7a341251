package review

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzKey reads a review's key and its verdicts, and counts them.
func FuzzKey(f *testing.F) {
	const key = `{"schema":"kumite.review-key/1","contestants":[{"name":"a"},{"name":"b"}],"items":[` +
		`{"situation":0,"clips":[{"contestant":0},{"contestant":1}]},{"situation":0,"repeats":0,"clips":[{"contestant":1},{"contestant":0}]}]}`
	const verdicts = `{"schema":"kumite.review-verdict/1","reviewer":"r","item":0,"choice":"left","when":"2026-01-31T12:00:00Z"}` + "\n"
	for _, seed := range [][2]string{
		{key, verdicts}, {key, verdicts + verdicts}, {key, strings.Replace(verdicts, `"item":0`, `"item":-1`, 1)}, {key, strings.Replace(verdicts, `"r"`, `"\u001b"`, 1)},
		{strings.Replace(key, `"repeats":0`, `"repeats":9223372036854775807`, 1), ""}, {strings.Replace(key, `"contestant":1`, `"contestant":-1`, 1), verdicts}, {"{}", ""}, {"", "\n"}, {key, "{"},
	} {
		f.Add([]byte(seed[0]), []byte(seed[1]))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, key, verdicts []byte) {
		for name, data := range map[string][]byte{keyFile: key, verdictsFile: verdicts} {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if doc, err := Results(dir); err == nil && doc == nil || err != nil && strings.Contains(err.Error(), "Go value") {
			t.Errorf("got %v, %v", doc, err)
		}
	})
}
