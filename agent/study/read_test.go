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

// The evaluations of a folder are trusted no more than a file of eval --json.
func TestEvaluationsThatNoStudyMakesAreRefused(t *testing.T) {
	const units = `[{"unit":"a","model_sha256":"1","decoder":"d","ci95":{}}]`
	for name, c := range map[string]struct{ units, result, want string }{
		"sound":        {units, `{"classes":["no_action"],"confusion":[[3]]}`, ""},
		"rows":         {units, `{"classes":["no_action"],"confusion":[[3],[4]]}`, "candidate 1: the confusion matrix has 2 rows for 1 classes; delete its folder offline"},
		"columns":      {units, `{"classes":["no_action"],"confusion":[[3,4]]}`, "a row of the confusion matrix has 2 counts"},
		"a share":      {units, `{"frame_accuracy":7.5}`, "frame_accuracy is 7.5"},
		"no units":     {`[]`, `{}`, "it has no candidates"},
		"other units":  {strings.Replace(units, `"d"`, `"e"`, 1), `{}`, "the evaluation of a is missing"},
		"cut off":      {units, `{"classes":`, "a.json: "},
		"another kind": {units, `[]`, `"result" is a list; want an object`},
	} {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "offline"), 0o755); err != nil {
			t.Fatal(err)
		}
		for file, text := range map[string]string{
			"study.json":     `{"schema":"kumite.study/1","seed":1,"logs":{"sha256":"l"},"units":` + c.units + `,"levels":[]}`,
			"offline/a.json": `{"of":{"logs_sha256":"l","model_sha256":"1","decoder":"d","seed":1},"result":` + c.result + `}`,
		} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		e, err := study.Evaluations(dir)
		if c.want == "" && (err != nil || len(e.Candidates) != 1 || e.Candidates[0].Name != "a") || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %+v, %v; want %q", name, e, err, c.want)
		}
	}
}
