package study_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/study"
)

func TestADocumentThatCannotBeDrawnIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"schema":"kumite.study/1","units":[{"unit":"a"}],"levels":[{"units":[{"unit":"a","score":0.5}]}]}`: "",
		`{"schema":"kumite.study/1","units":[],"levels":[{"units":[{"unit":"a"}]}]}`:                         "level 1 has 1 units of 0",
		`{"schema":"kumite.eval/1"}`: `it has schema "kumite.eval/1"`,
		`[]`:                         "the value is a list; want an object",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "study.json"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		d, err := study.Read(dir)
		if want == "" && (err != nil || len(d.Units) != 1) || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
	if _, err := study.Read(t.TempDir()); err == nil || !strings.Contains(err.Error(), "kumite study --out") {
		t.Errorf("a folder without a study: %v", err)
	}
}
