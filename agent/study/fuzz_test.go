package study_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/study"
)

// FuzzUnits reads a file of units.
func FuzzUnits(f *testing.F) {
	for _, seed := range []string{
		"script:pro\n# a comment\n\nscript:rookie\n", "\ufeffscript:pro", "", "\n", "script:\x1b[31m\n", "a.onnx?name=\xff\n", "script:pro\r\n", strings.Repeat("a", 70000), "\x00",
	} {
		f.Add([]byte(seed))
	}
	path := filepath.Join(f.TempDir(), "units.txt")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if all, err := study.ReadUnits(path); err == nil && len(all) == 0 {
			t.Error("accepted a file without units")
		}
	})
}
