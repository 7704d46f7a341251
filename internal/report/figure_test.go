package report_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/kumite/kumite/internal/report"
)

func TestAnEvaluationIsAFileOrTheFolderOfAStudy(t *testing.T) {
	dir := t.TempDir()
	file, folder := filepath.Join(dir, "eval.json"), filepath.Join(dir, "study")
	if err := os.MkdirAll(filepath.Join(folder, "offline"), 0o755); err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{
		file:                                    `{"schema":"kumite.eval/1","candidates":[{"name":"in the file"}]}`,
		filepath.Join(folder, "study.json"):     `{"schema":"kumite.study/1","units":[{"unit":"in the study","model_sha256":"1","ci95":{}}],"levels":[]}`,
		filepath.Join(folder, "offline/a.json"): `{"of":{"model_sha256":"1"},"result":{}}`,
	} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{file: "in the file", folder: "in the study"} {
		e, err := report.ReadEvaluation(path)
		if err != nil || len(e.Candidates) != 1 || e.Candidates[0].Name != want {
			t.Errorf("%s: got %+v, %v; want a candidate %q", path, e, err, want)
		}
	}
}
