package study_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/expert"
	"github.com/kumite/kumite/agent/study"
)

const model = "../../policy/ort/testdata/good.onnx"

func contestants(t *testing.T, specs ...string) []bot.Contestant {
	t.Helper()
	all, err := bot.ParseAll(specs)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func small(t *testing.T, units ...string) study.Config {
	t.Helper()
	return study.Config{
		Units: contestants(t, units...), Opponents: contestants(t, "script:dummy"), Pairs: 2, Seed: 1,
		WrongPressCosts: []int32{0}, Resamples: 10, Workers: 2, Log: zerolog.Nop(),
	}
}

func TestAStudyResumesWithOnlyWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	logs := filepath.Join(dir, "logs")
	record := expert.Default()
	record.Matches, record.Workers = 2, 2
	if _, err := expert.Run(t.Context(), logs, record); err != nil {
		t.Fatal(err)
	}
	cfg := small(t, model+"?decode=argmax&name=still", model+"?decode=gate&gamma=-50&name=eager")
	cfg.Logs = logs
	var evaluated, played int
	cfg.Evaluated = func(done, total int) { evaluated++ }
	cfg.Played = func(done, total int) {
		if done == total && total > 0 {
			played++
		}
	}
	out := filepath.Join(dir, "run [1]")
	doc, err := study.Run(t.Context(), out, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if doc.Schema != study.Schema || len(doc.Units) != 2 || len(doc.Levels) != 1 || doc.Levels[0].Judged || !strings.HasPrefix(doc.Verdict, "No verdict: 2 units") {
		t.Errorf("got %d units, %d levels, verdict %q; want 2, 1 and no verdict on two units", len(doc.Units), len(doc.Levels), doc.Verdict)
	}
	if evaluated != 2 || played == 0 {
		t.Errorf("%d recordings evaluated and %d pairings played, want 2 and some", evaluated, played)
	}

	without := cfg
	without.Resamples = 0
	other, err := study.Run(t.Context(), out, without)
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range []*study.Document{other, doc} { // the evaluations of both are in the folder
		kept, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(out, "study.json"), kept, 0o644); err != nil {
			t.Fatal(err)
		}
		of, err := study.Evaluations(out)
		if err != nil || len(of.Candidates) != 2 || of.Logs.Frames == 0 {
			t.Fatalf("the folder's evaluations are %+v, %v; want those of two units", of, err)
		}
		for i, u := range doc.Units {
			if c := of.Candidates[i]; c.Name != u.Unit || c.ModelSHA256 != u.ModelSHA256 || len(c.Confusion) == 0 || c.FrameAccuracy != u.Metrics[study.Accuracy] || !maps.Equal(c.CI95, u.CI95) {
				t.Errorf("evaluation %d is of %s with a frame accuracy of %v %v, want %s with %v %v", i, c.Name, c.FrameAccuracy, c.CI95, u.Unit, u.Metrics[study.Accuracy], u.CI95)
			}
		}
	}
	if err := os.Rename(filepath.Join(out, "offline"), filepath.Join(out, "away")); err != nil {
		t.Fatal(err)
	}
	if _, err := study.Evaluations(out); err == nil || !strings.Contains(err.Error(), "the evaluation of still is missing") {
		t.Errorf("without its evaluations the study gives %v", err)
	}
	if err := os.Rename(filepath.Join(out, "away"), filepath.Join(out, "offline")); err != nil {
		t.Fatal(err)
	}

	// A model that changes between two levels is not mixed with what it was.
	file := filepath.Join(dir, "changing.onnx")
	data, err := os.ReadFile(model)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	changing := small(t, file+"?decode=argmax&name=still", file+"?decode=gate&gamma=-50&name=eager")
	changing.Logs, changing.WrongPressCosts = logs, []int32{0, 100}
	starts := 0
	changing.Played = func(done, total int) {
		if done == 0 {
			starts++
		}
		if starts != 2 || done != total { // the second unit has not played at the first level
			return
		}
		if err := os.WriteFile(file+".json", []byte(`{"kumite.temperature": 2}`), 0o644); err != nil {
			t.Error(err)
		}
	}
	if _, err := study.Run(t.Context(), filepath.Join(dir, "changed"), changing); err == nil || !strings.Contains(err.Error(), "or its sidecar has changed: it has sha256 ") {
		t.Errorf("a model that changed between matches: got %v, want a refusal", err)
	}

	evaluated, played = 0, 0
	cfg.Units = contestants(t, model+"?decode=argmax&name=still", model+"?decode=gate&gamma=-50&name=eager", model+"?decode=gate&gamma=-1&name=third")
	again, err := study.Run(t.Context(), out, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if evaluated != 2 || len(again.Units) != 3 || again.Levels[0].Units[0].Wins != doc.Levels[0].Units[0].Wins {
		t.Errorf("with one unit more %d recordings were evaluated for %d units; want 2, of the new unit alone", evaluated, len(again.Units))
	}
}

func TestValidateReportsEveryBadField(t *testing.T) {
	bad := study.Config{Units: contestants(t, "script:pro"), Opponents: contestants(t, "script:dummy", "script:dummy?name=again"), Resamples: -1}
	err := bad.Validate()
	for _, want := range []string{"1 unit; want at least", "which cannot be evaluated on logs", "named twice", "no wrong-press costs", "resamples is -1; want 0 or more", "workers is 0; want at least 1", "pairs is 0; want at least 2"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want it to say %q", err, want)
		}
	}
	clash := small(t, model+"?name=a b", model+"?name=a+b&decode=argmax")
	clash.Units[1].Name = "a_b"
	if err := clash.Validate(); err == nil || !strings.Contains(err.Error(), "would share the folder a_b") {
		t.Errorf("names that share a folder: got %v", err)
	}
}

func TestAFileOfUnitsIsReadLineByLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "units.txt")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("\ufeff# models\n\n  script:pro  \r\nm.onnx?decode=argmax\n")
	if got, err := study.ReadUnits(path); err != nil || strings.Join(got, "|") != "script:pro|m.onnx?decode=argmax" {
		t.Errorf("got %q, %v", got, err)
	}
	write("script:pro\nscript:prawn\n")
	if _, err := study.ReadUnits(path); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a line that names nobody: got %v, want its number", err)
	}
	write("# nobody\n")
	if _, err := study.ReadUnits(path); err == nil || !strings.Contains(err.Error(), "names no contestant") {
		t.Errorf("a file without units: got %v", err)
	}
	write("script:pro\n" + strings.Repeat("x", 1<<17))
	if _, err := study.ReadUnits(path); err == nil || !strings.Contains(err.Error(), "line 2 has more than 65536 bytes") {
		t.Errorf("a long line: got %v, want it named", err)
	}
}

func TestTheStudyOfOtherLogsIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	logs, out := filepath.Join(dir, "logs"), filepath.Join(dir, "study")
	record := expert.Default()
	record.Matches, record.Workers = 2, 2
	if _, err := expert.Run(t.Context(), logs, record); err != nil {
		t.Fatal(err)
	}
	cfg := small(t, model+"?decode=argmax&name=still", model+"?decode=gate&gamma=-50&name=eager")
	cfg.Logs = logs
	doc, err := study.Run(t.Context(), out, cfg)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(out, "study.json")
	for what, c := range map[string]struct{ hash, want string }{
		"the same logs": {doc.Logs.SHA256, ""},
		"other logs":    {"0123456789abcdef", "it contains a study of the logs before (sha256 0123456789ab), and the logs " + logs + " differ from them"},
	} {
		text := `{"schema": "kumite.study/1", "logs": {"dir": "before", "sha256": "` + c.hash + `"}}`
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := study.Run(t.Context(), out, cfg)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want %q", what, err, c.want)
		}
	}
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := study.Run(t.Context(), out, cfg); err == nil || !strings.Contains(err.Error(), "choose another folder") {
		t.Errorf("a broken study: got %v, want a refusal", err)
	}
}

func TestLogsWithoutPressesAreRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	record := expert.Default()
	record.Matches, record.Workers = 2, 2
	if _, err := expert.Run(t.Context(), dir, record); err != nil {
		t.Fatal(err)
	}
	tables, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(tables) != 2 {
		t.Fatal(tables, err)
	}
	for _, path := range tables {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(data), "\n")
		for i, line := range lines[1:] {
			if cells := strings.Split(line, ","); len(cells) > 2 {
				cells[2] = "no_action"
				lines[i+1] = strings.Join(cells, ",")
			}
		}
		if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg := small(t, model+"?decode=argmax&name=still", model+"?decode=gate&gamma=-50&name=eager")
	cfg.Logs = dir
	cfg.Played = func(int, int) { t.Error("a match was played") }
	if _, err := study.Run(t.Context(), filepath.Join(t.TempDir(), "out"), cfg); err == nil || !strings.Contains(err.Error(), "the logs "+dir+" have no press") {
		t.Errorf("got %v, want that there are no presses", err)
	}
}
